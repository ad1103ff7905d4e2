"""How answers about how people work together stay untraceable. Designed first; all else follows.

**Pulse** (before the day, at the close, day 90)

- An answer holds figures, the team, the round, and a mark: no seat, invitation, address or time.
  The mark is an HMAC of who is asked, under a key in the database and the server's secret key
  outside it. With the link or the seat in hand one finds one's own answer, to change or delete
  it; a copy of the database without the server's key ties none to anybody.
- When a round is counted, in one transaction: figures of the group are written once, the answers
  are deleted, and the key is destroyed. Before and close are counted as the workshop closes, under
  its own key; day 90 two weeks after its mail, under a key of its own (NinetyDays). From then on
  nobody can tell who said what, with the database, the logs and all keys in hand.
- The rounds are not tied together: who answers twice is two answers. Means of the group are
  compared.
- A part is answered whole or not at all, so that all its figures rest on the same people, and no
  figure less another one is somebody's answer. What is kept has passed the thresholds and the
  suppression of outcomes/pulse_measures.py; what is too few is not kept anywhere.

**Network** (before the day, day 30, day 90): whom could you ring this week?

- It names people, so it is another opt-in. Whoever puts their name on the list is shown to those
  who come after them, and to nobody else; nobody is on it who did not put themselves there.
- Each pair is asked about once: the one who came later is asked about the one who was there. So
  the first, who saw a short list, and the last, who saw a long one, tell the same about each pair
  in every round, and nobody has to come back to a list that has grown.
- Answers hold marks on both ends, under the key of NinetyDays and the server's: which name stands
  for which mark is nowhere, and with the key it is gone.
- They live longer than the pulse, because only the same people at both times can be compared.
  When day 90 is counted, list, answers and key go; D and E–I stay. Those are worked out once, of
  one set of people: the same figure of two sets would tell by its difference what one person said.

Who answered is known to nobody else either: facilitators see how many. Who leaves, or whose
invitation is deleted, taken back or sent to another address, leaves no answer behind.

What this does not do: while a round is open, who holds the database *and* the server's secret key
could work out the marks. Rows stand in the order in which they came until they are counted.
"""

from django.utils.crypto import salted_hmac

from workshop.models import WorkshopKey


def mark_of(key: WorkshopKey, *parts: object) -> str:
    """64 hexadecimal digits that mean nothing without the key and the server's secret key."""
    return salted_hmac("pulse", key.mark(*parts), algorithm="sha256").hexdigest()
