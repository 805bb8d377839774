"""How long a door stays shut after failed tries. A pure rule."""

TRIES_ALLOWED = 4
FIRST_SHUT_SECONDS = 60
LONGEST_SHUT_SECONDS = 3600
FORGOTTEN_AFTER_SECONDS = 24 * 3600


def shut_seconds(tries: int) -> int:
    """Four tries in a row are free; the fifth shuts the door for a minute, each further one twice as long."""
    if tries <= TRIES_ALLOWED:
        return 0
    doublings = min(tries - TRIES_ALLOWED - 1, 10)
    return min(FIRST_SHUT_SECONDS << doublings, LONGEST_SHUT_SECONDS)
