"""Certificates of real authorities that break X.690 or RFC 5280 in ways that leave no doubt about what is meant."""


class Deviations:
    """Collects what was overlooked while one certificate is read tolerantly; strictly, the first one is an error."""

    def __init__(self, *, tolerant: bool) -> None:
        self._tolerant = tolerant
        self.found: list[str] = []

    def allow(self, text: str, error: Exception) -> None:
        """Note the deviation, or raise `error` if nothing is to be overlooked."""
        if not self._tolerant:
            raise error
        self.found.append(text)
