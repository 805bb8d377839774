"""Checkpoints shown to somebody outside who cannot be made to forget: time stamping authorities, chains. Off by default.

Nothing waits for an anchor. A worker offers the newest checkpoint from time to time; whatever goes wrong here is seen,
and nothing else stops.
"""
