class JobError(Exception):
    """Promised work could not be carried out as asked."""


class LeaseLostError(JobError):
    """Another worker holds this job now: whatever was being done must be rolled back."""


class PostponeError(JobError):
    """The work cannot be done yet, through nobody's fault: try again later without counting an attempt."""

    def __init__(self, reason: str, *, seconds: int = 30) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
