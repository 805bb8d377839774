class DerError(Exception):
    """Bytes that are not DER, or a value that DER cannot carry."""
