"""Is a sealed file to be trusted? Package, seal, chain, revocation and time, put together (GB/T 38540-2020 section 9)."""
