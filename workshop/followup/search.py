"""Search in learnings: PostgreSQL's full text where it is, whole words by hand on SQLite.

Both read a query as people know it from the web: words, "a phrase", -not this, this or that.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import (
    SearchConfig,
    SearchQuery,
    SearchQueryField,
    SearchRank,
    SearchVectorField,
)
from django.db import connection
from django.db.models import Case, Expression, F, Func, Q, TextField, Value, When
from django.db.models.expressions import Col
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from workshop.followup.models import Learning
from workshop.followup.models.learning import LearningQuerySet

# As the generated column of migration 0003 reads them.
CONFIGS = {"en": "english", "sv": "swedish"}
WITHOUT_LANGUAGE = "simple"
TEXTS = ("text", "belief", "facts", "dissent")
# Of Unicode's private use, so that no word has them: they stand around what was found.
START, END = "\ue000", "\ue001"
FOUND = re.compile(f"{START}([^{START}{END}]*){END}")
TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')

Marks = dict[str, SafeString]


def search(learnings: LearningQuerySet, query: str) -> LearningQuerySet:
    """Those in which the words of `query` stand: the best first, or on SQLite the newest."""
    if connection.vendor == "postgresql":
        rank = SearchRank(F("document"), in_its_language(query))
        found = learnings.alias(document=DocumentColumn()).filter(full_text(query))
        return found.order_by(rank.desc(), "-at", "-pk")
    return learnings.filter(plain(query))


def marks(learnings: Iterable[Learning], query: str) -> dict[int, Marks]:
    """By learning: its texts as safe HTML, with <mark> around what `query` found. One query."""
    if connection.vendor == "postgresql":
        found = headlines([learning.pk for learning in learnings], query)
    else:
        found = {learning.pk: pointed_out(learning, query) for learning in learnings}
    return {
        pk: dict(zip(TEXTS, [marked(text) for text in texts], strict=True))
        for pk, texts in found.items()
    }


def marked(text: str) -> SafeString:
    """Escaped first, so that nothing anybody wrote is read as HTML."""
    with_marks = FOUND.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(with_marks.replace(START, "").replace(END, ""))  # noqa: S308


# PostgreSQL


class DocumentColumn(Expression):
    """The column that migration 0003 made on PostgreSQL, and no model knows."""

    output_field = SearchVectorField()

    def resolve_expression(self, query: Any = None, *_args: Any, **_options: Any) -> Any:
        column = SearchVectorField()
        column.set_attributes_from_name("document")
        column.model = Learning
        return Col(query.get_initial_alias(), column)


def asked(query: str, config: str) -> SearchQuery:
    return SearchQuery(query, config=config, search_type="websearch")


def full_text(query: str) -> Q:
    """Each text in its own language, so that the index serves and stems mean the same."""
    found = ~Q(language__in=CONFIGS) & Q(document=asked(query, WITHOUT_LANGUAGE))
    for language, config in CONFIGS.items():
        found |= Q(language=language, document=asked(query, config))
    return found


def in_its_language(query: str) -> Case:
    return Case(
        *(When(language=code, then=asked(query, config)) for code, config in CONFIGS.items()),
        default=asked(query, WITHOUT_LANGUAGE),
        output_field=SearchQueryField(),
    )


def headlines(pks: Sequence[int], query: str) -> dict[int, list[str]]:
    config = Case(
        *(When(language=code, then=SearchConfig(config)) for code, config in CONFIGS.items()),
        default=SearchConfig(WITHOUT_LANGUAGE),
        output_field=TextField(),
    )
    options = Value(f"HighlightAll=true, StartSel={START}, StopSel={END}")
    lines = [
        Func(config, F(name), in_its_language(query), options, function="ts_headline",
             output_field=TextField())
        for name in TEXTS
    ]  # fmt: skip
    rows = Learning.objects.filter(pk__in=pks).order_by().values_list("pk", *lines)
    return {pk: texts for pk, *texts in rows}


# SQLite


def plain(query: str) -> Q:
    """The words of one alternative, in any order and place; none of those with a minus."""
    found = Q()
    for alternative in alternatives(query):
        words = Q()
        for pattern, is_unwanted in alternative:
            stands = Q()
            for name in TEXTS:
                stands |= Q(**{f"{name}__iregex": pattern})
            words &= ~stands if is_unwanted else stands
        found |= words
    return found or Q(pk__in=[])


def alternatives(query: str) -> list[list[tuple[str, bool]]]:
    """What stands between the “or”s: patterns, each with whether it must not be found."""
    found: list[list[tuple[str, bool]]] = [[]]
    for minus, phrase, word in TERM.findall(query):
        if word.lower() == "or" and not minus:
            found.append([])
            continue
        words = re.findall(r"\w+", phrase or word)
        if words:
            found[-1].append((r"(?<!\w)" + r"\W+".join(words), bool(minus)))
    return [alternative for alternative in found if alternative]


def pointed_out(learning: Learning, query: str) -> list[str]:
    wanted = [
        f"{pattern}\\w*"
        for alternative in alternatives(query)
        for pattern, is_unwanted in alternative
        if not is_unwanted
    ]
    texts = [getattr(learning, name) for name in TEXTS]
    if not wanted:
        return texts
    found = re.compile("|".join(wanted), re.IGNORECASE)
    return [found.sub(f"{START}\\g<0>{END}", text) for text in texts]
