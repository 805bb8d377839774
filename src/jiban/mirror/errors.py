class MirrorError(Exception):
    """The mirror cannot be set up or started as it is; the words say what to mend."""
