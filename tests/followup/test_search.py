"""Words looked for in all learnings: the same answers on PostgreSQL and on SQLite."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.followup.pairs import DAY_14
from tests.followup.test_learnings import copy_of, day_14, html, texts, url  # noqa: F401
from workshop.followup.models import Learning
from workshop.followup.search import marks, search

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL's full text knows stems and ranks"
)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def learn(closed, pair):
    """Writes one more learning of the pair, later than the one before."""
    written = []

    def learn(text, **words) -> Learning:
        words = {"belief": "so it is", "confidence_before": 60, "decision": "keep", **words}
        at = DAY_14 + timedelta(minutes=len(written))
        written.append(Learning.objects.create(commitment=pair, text=text, at=at, **words))
        return written[-1]

    return learn


@pytest.fixture
def several(learn):
    learn("Customers read the price first")
    learn("Nobody reads the manual", facts="Twelve calls about the export")
    learn("Export works for small files", belief="the price scares people")
    learn("Vi hör av oss för sent", dissent="Över en vecka är för lite")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("price", ["Export works for small files", "Customers read the price first"]),
        ("PRICE", ["Export works for small files", "Customers read the price first"]),
        ("export", ["Export works for small files", "Nobody reads the manual"]),
        ("export price", ["Export works for small files"]),  # in different texts of one
        ("price export", ["Export works for small files"]),
        ("export -price", ["Nobody reads the manual"]),
        ('"the price"', ["Export works for small files", "Customers read the price first"]),
        ('"price the"', []),
        ("manual or files", ["Export works for small files", "Nobody reads the manual"]),
        ("twelve", ["Nobody reads the manual"]),
        ("över", ["Vi hör av oss för sent"]),
        ("ÖVER", ["Vi hör av oss för sent"]),
        ("HÖR sent", ["Vi hör av oss för sent"]),
        ("ice", []),  # whole words only
        ("submarine", []),
        ("%", []),
        ("_", []),
        ("'", []),
        ('"', []),
        ("\\", []),
        ("(price", ["Export works for small files", "Customers read the price first"]),
        ("price & ! | :*", ["Export works for small files", "Customers read the price first"]),
    ],
)
def test_mia_finds_what_stands_there(several, mia, url, query, found):  # noqa: F811
    # The order is the rank on PostgreSQL, and the day on SQLite.
    assert sorted(texts(mia, url, q=query)) == sorted(found)


def test_what_was_found_is_marked(several, mia, url):  # noqa: F811
    page = html(mia, url, q="price")
    assert '<h3 dir="auto">Customers read the <mark>price</mark> first</h3>' in page
    assert "We believed: the <mark>price</mark> scares people" in page
    assert "1 learning" not in page
    assert "2 learnings" in page


@pytest.mark.parametrize("query", ["bird", "script", "alert", "<script>", "mark", "amp", "lt"])
def test_words_are_never_read_as_html(learn, mia, url, query):  # noqa: F811
    learn(f"a bird {SCRIPT} & <mark>b", facts=SCRIPT, belief=SCRIPT, dissent=SCRIPT)
    found = html(mia, url, q=query)
    assert query != "bird" or "a <mark>bird</mark> &lt;script&gt;" in found
    for page in (found, html(mia, url)):
        assert "<script>" not in page
        assert "<mark>b<" not in page
        assert "&amp;lt;" not in page


def test_a_query_is_shown_as_typed_and_never_as_html(several, mia, url):  # noqa: F811
    page = html(mia, url, q='"><script>alert(1)</script>')
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_our_own_signs_around_a_word_make_no_html_either(learn):
    learning = learn("a \ue000<b>price\ue001 \ue001 \ue000 end")
    shown = marks([learning], "price")[learning.pk]["text"]
    assert shown.replace("<mark>", "").replace("</mark>", "") == "a &lt;b&gt;price   end"
    assert shown.count("<mark>") == shown.count("</mark>") >= 1


def test_a_query_too_long_is_refused_with_a_sentence(several, mia, url):  # noqa: F811
    page = html(mia, url, q="price " * 40)
    assert "There is room for 200." in page


def test_zero_bytes_and_turned_text_do_no_harm(several, mia, url):  # noqa: F811
    assert len(texts(mia, url, q="pri\x00ce\u202e")) == 2


@on_postgresql
def test_words_are_found_by_their_stem_in_their_language(learn):
    learn("Customers asked about limits", language="en")
    learn("Kunderna frågade om gränserna", language="sv")
    learn("Customers asked here, too")
    found = lambda query: sorted(  # noqa: E731
        search(Learning.objects.all(), query).values_list("text", flat=True)
    )
    assert found("asking") == ["Customers asked about limits"]
    assert found("kund") == ["Kunderna frågade om gränserna"]
    assert found("asked") == ["Customers asked about limits", "Customers asked here, too"]
    assert found("limit -customer") == []  # a word that is not wanted is not by its stem either
    swedish = Learning.objects.get(language="sv")
    shown = marks([swedish], "kund")[swedish.pk]["text"]
    assert shown == "<mark>Kunderna</mark> frågade om gränserna"


@on_postgresql
def test_the_sentence_counts_more_than_the_facts(learn):
    best = learn("The price decides")
    learn("Something else", facts="The price was named")
    assert search(Learning.objects.all(), "price").first() == best


@on_postgresql
def test_the_index_serves(learn):
    copy_of(learn("Nobody looks for this"), 2000)
    learn("A rare bird")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followup_learning")
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "learning_document" in search(Learning.objects.all(), "bird").explain()
