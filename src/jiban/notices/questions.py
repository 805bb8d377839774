from .models import Notice


def unread(resident_id: int, limit: int = 5) -> list[Notice]:
    return list(Notice.objects.filter(resident_id=resident_id, read_at=None).order_by("-id")[:limit])
