"""Where private keys live: software, PKCS#11, a remote signer, an SDF device. One act: sign a digest."""
