"""The Chinese commercial algorithms: SM2 signatures (GB/T 32918.2, GM/T 0003.2, 0009) and the SM3 digest (GB/T 32905)."""
