from typing import Any, Self

from django.db import models

from workshop.models import Participant, WorkshopKey


class MarkedQuerySet(models.QuerySet[Any]):
    """Rows that keep a mark of their author while the workshop runs (product rule: Trust 3)."""

    def written_by(self, seat: Participant, key: WorkshopKey | None) -> Self:
        """One's own among these; narrow them first, for each is looked at. After the close nobody
        has any: the key is gone."""
        if key is None:
            return self.none()
        marks = self.order_by().values_list("pk", "author_mark", "post_mark")
        return self.filter(
            pk__in=[pk for pk, mark, post in marks if mark and mark == seat.author_mark(key, post)]
        )


def marks(seat: Participant, key: WorkshopKey, *sent: str) -> dict[str, str]:
    """What a new row keeps of its author; the same seat sending the same makes the same marks."""
    post_mark = seat.post_mark(key, *sent)
    return {"author_mark": seat.author_mark(key, post_mark), "post_mark": post_mark}
