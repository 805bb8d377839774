"""What the worker's clock does for ratings: release them together, forget devices, watch the follow-ups."""

from datetime import datetime

from jiban.jobs.registry import every

from . import releasing, watching


@every(600, "release-ratings")
def release_ratings(now: datetime) -> None:
    releasing.release(now)
    releasing.forget_devices(now)


@every(60, "watch-follow-ups")
def watch_follow_ups(now: datetime) -> None:
    watching.watch(now)
