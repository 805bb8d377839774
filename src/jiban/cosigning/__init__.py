"""The log's side of witnesses: checkpoints are offered to them, their cosignatures kept, their objections made public.

Nothing waits for witnesses: certificates are issued and proved with the log's own signature; cosignatures follow.
"""
