"""What everybody said to the questions of all: texts without names, teams or times."""

from collections import Counter
from dataclasses import dataclass, field

from workshop.followup.models import Answer, Question, Reply
from workshop.followup.models.question import OF_ALL
from workshop.measures.suppression import DISTRIBUTION_AT_LEAST
from workshop.models import Workshop


@dataclass
class Said:
    question: Question
    noticed: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    wishes: list[tuple[str, int]] = field(default_factory=list)
    wishes_are_few: bool = False  # too few to say how they are spread


def said_by_all(workshop: Workshop) -> list[Said]:
    """In the order of their days; within each by the alphabet, which tells nothing of when."""
    answers = Answer.objects.filter(check_in__workshop=workshop, check_in__question__in=OF_ALL)
    told = {question: Said(Question(question)) for question in OF_ALL}
    wishes: Counter[str] = Counter()
    for question, reply, noticed, also in answers.values_list(
        "check_in__question", "reply", "noticed", "also"
    ):
        said = told[Question(question)]
        said.noticed += [noticed] * bool(noticed)
        said.also += [also] * bool(also)
        wishes[reply] += question == Question.CUSTOMER
    for each in told.values():
        each.noticed.sort()
        each.also.sort()
    last = told[Question.CUSTOMER]
    if wishes.total() >= DISTRIBUTION_AT_LEAST:
        last.wishes = [
            (str(Reply(reply).label), count) for reply, count in wishes.most_common() if count
        ]
    last.wishes_are_few = bool(wishes.total()) and not last.wishes
    return [
        each
        for each in told.values()
        if each.noticed or each.also or each.wishes or each.wishes_are_few
    ]
