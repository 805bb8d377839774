class NodeError(Exception):
    """The node cannot be set up or started as it is; the words say what to mend."""
