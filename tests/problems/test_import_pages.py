import time
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from problems.importing.columns import NAMES
from problems.importing.reading import read_rows
from problems.models import ImportDraft, Problem
from tests.problems.test_import_reading import bomb, xlsx

SAMPLE = Path(__file__).parents[2] / "problems" / "sample" / "customer_problems.csv"


def importing(workshop) -> str:
    return reverse("problem-import", args=[workshop.pk])


def file(data: bytes | str, name: str = "problems.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def chosen(page) -> dict[str, str]:
    """The form of the columns as the browser shows it."""
    form = page.context["form"]
    return {"header": "on"} | {name: form[name].value() or "" for name in NAMES}


def brought(person, workshop, data: bytes | str, **columns: str) -> str:
    """Upload and mapping done; returns the address of the preview."""
    response = person.client.post(importing(workshop), {"file": file(data), "text": ""})
    assert response.status_code == 302, response.context["form"].errors
    page = person.client.get(response.url)
    response = person.client.post(response.url, chosen(page) | columns)
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def test_fay_imports_the_real_file_step_by_step(fay, draft):
    response = fay.client.post(importing(draft), {"file": file(SAMPLE.read_bytes())})
    columns = fay.client.get(response.url)
    assert "20 rows" in columns.content.decode()
    response = fay.client.post(response.url, chosen(columns))
    preview = fay.client.get(response.url)
    html = preview.content.decode()
    assert "20 problems are ready" in html
    assert "create team <strong>Finance/billing</strong>" in html
    assert "The ticked ones are created and join this workshop" in html
    assert not draft.problems.exists()
    assert draft.organisation.teams.count() == 2
    ticks = preview.context["form"]["create"].value()
    done = fay.client.post(response.url, {"create": ticks, "confirm": "yes"}, follow=True)
    assert done.redirect_chain == [(reverse("problems", args=[draft.pk]), 302)]
    said = f'20 problems are up. 7 teams joined the workshop. <a href="/workshops/{draft.pk}/">'
    assert f"{said}Back to the steps</a>" in done.content.decode()
    assert draft.problems.count() == 20
    assert draft.organisation.teams.count() == 9


def test_fay_uses_the_sample_by_the_same_way(fay, draft):
    response = fay.client.post(reverse("problem-import-sample", args=[draft.pk]))
    response = fay.client.post(response.url, chosen(fay.client.get(response.url)))
    preview = fay.client.get(response.url)
    assert len(preview.context["verdict"].good) == 20
    assert not draft.problems.exists()


def test_fay_downloads_an_empty_table_that_reads_back(fay, draft):
    response = fay.client.get(reverse("problem-import-template", args=[draft.pk]))
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="problems.csv"' in response["Content-Disposition"]
    filled = response.content.decode() + "A,,,,,,Sales;Development,\n"
    assert len(fay.client.get(brought(fay, draft, filled)).context["verdict"].good) == 1


def test_fay_pastes_rows(fay, draft):
    text = "Titel\tKund\tFastnat mellan\nA\tåsa\tSales; Development\n"
    response = fay.client.post(importing(draft), {"text": text})
    page = fay.client.get(response.url)
    assert chosen(page) | {"header": "on"} == {
        "header": "on",
        "title": "0",
        "customer": "1",
        "stuck_between": "2",
        **dict.fromkeys(["story", "customer_says", "cost", "since", "evidence_links"], ""),
    }
    response = fay.client.post(response.url, chosen(page))
    fay.client.post(response.url, {"confirm": "yes"})
    assert draft.problems.get().customer == "åsa"


def test_fay_imports_a_spreadsheet(fay, draft):
    data = xlsx(["Title", "Team"], ["A", "Sales;Development"], ["B", "Sales;Development"])
    response = fay.client.post(importing(draft), {"file": file(data, "list.xlsx")})
    response = fay.client.post(response.url, chosen(fay.client.get(response.url)))
    fay.client.post(response.url, {"confirm": "yes"})
    assert list(draft.problems.values_list("title", flat=True)) == ["A", "B"]


def test_fay_says_which_column_is_what(fay, draft):
    data = "Foo,Bar,Baz\nA,who,Sales;Development\n"
    response = fay.client.post(importing(draft), {"file": file(data)})
    refused = fay.client.post(response.url, {"header": "on", "title": "0"})
    assert refused.status_code == 422
    assert "Say which column holds this." in refused.content.decode()
    outside = fay.client.post(response.url, {"title": "0", "stuck_between": "7"})
    assert outside.status_code == 422
    response = fay.client.post(
        response.url, {"header": "on", "title": "0", "customer": "1", "stuck_between": "2"}
    )
    good = fay.client.get(response.url).context["verdict"].good
    assert [row.entry.texts["customer"] for row in good] == ["who"]


def test_fay_imports_a_table_without_column_names(fay, draft):
    address = brought(
        fay, draft, "A,Sales;Dev\nB,Sales;Dev\n", header="", title="0", stuck_between="1"
    )
    assert [row.entry.number for row in fay.client.get(address).context["verdict"].good] == [1, 2]


def test_fay_sees_each_bad_row_with_its_reason_and_leaves_them_out(fay, draft):
    address = brought(fay, draft, "Title,Team\nA,Sales;Dev\n,Sales;Dev\nB,Sales\nragged\n")
    html = fay.client.get(address).content.decode()
    assert "3 rows cannot be imported as they are" in html
    for words in ("It has no title.", "It names “Sales” only; two teams", "It has 1 cell where"):
        assert words in html
    refused = fay.client.post(address, {"confirm": "yes"})
    assert refused.status_code == 422
    assert "Leave them out by the tick below" in refused.content.decode()
    assert not draft.problems.exists()
    fay.client.post(address, {"confirm": "yes", "leave_out": "on"})
    assert draft.problems.get().title == "A"


def test_fay_looks_again_with_other_ticks_and_nothing_is_saved(fay, draft):
    address = brought(fay, draft, "Title,Team\nA,Sales;Marketing\nB,Sales;Legal\n")
    again = fay.client.post(address, {"create": ["marketing"], "check": "yes"})
    assert again.status_code == 200
    assert [row.entry.texts["title"] for row in again.context["verdict"].good] == ["A"]
    assert "“Legal” isn&#x27;t one of your teams." in again.content.decode()
    assert again.context["form"]["create"].value() == ["marketing"]
    assert draft.organisation.teams.count() == 2
    foreign = fay.client.post(address, {"create": ["made up"], "confirm": "yes"})
    assert foreign.status_code == 422
    assert not draft.problems.exists()


def test_with_nothing_ready_there_is_no_button_to_confirm(fay, draft):
    address = brought(fay, draft, "Title,Team\nA,Sales\n")
    html = fay.client.get(address).content.decode()
    assert "0 problems are ready" in html
    assert 'name="confirm"' not in html
    refused = fay.client.post(address, {"confirm": "yes", "leave_out": "on"})
    assert refused.status_code == 422
    assert "There is no row yet that could be imported." in refused.content.decode()


def test_confirming_twice_imports_once(fay, draft):
    address = brought(fay, draft, "Title,Team\nA,Sales;Dev\nB,Sales;Dev\n")
    for _ in range(2):
        response = fay.client.post(address, {"confirm": "yes"}, follow=True)
        assert "2 problems are up." in response.content.decode()
    assert draft.problems.count() == 2
    assert fay.client.get(address).url == reverse("problems", args=[draft.pk])
    kept = ImportDraft.objects.get()
    assert (kept.imported, kept.table) == (2, {})


@pytest.mark.django_db(transaction=True)
def test_two_confirms_at_the_same_moment_import_once(fay, draft):
    address = brought(fay, draft, "Title,Team\n" + "A,Sales;Dev\n" * 300)
    cookies = fay.client.cookies
    seen = []

    def confirm() -> None:
        browser = Client()
        browser.cookies = cookies
        seen.append(browser.post(address, {"confirm": "yes"}).status_code)
        connection.close()

    clicks = [Thread(target=confirm) for _ in range(3)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert seen == [302, 302, 302]
    assert draft.problems.count() == 300


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b",,,\n", "There is nothing in it: no row holds a text."),
        (b"\x89PNG\r\n\x1a\n....", "isn&#x27;t a table. Bring a CSV or an XLSX file."),
        (b"PK\x03\x04 nonsense", "This file says it is a spreadsheet but cannot be read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "This is an older Excel file (.xls)."),
        (b"Title,Team\n" + b"A,b\n" * 10_001, "It has more than 5,000 rows."),
        (b"x" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB."),
        (b"Title,Team\n", "It holds names of columns and no row below them."),
        (b'Title,Team\n"A,b\n', "A quotation mark in or near row 2 never ends"),
    ],
)
def test_fay_hears_why_a_file_cannot_be_read(fay, draft, data, sentence):
    response = fay.client.post(importing(draft), {"file": file(data), "text": ""})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ImportDraft.objects.exists()


def test_a_zip_bomb_is_refused_with_a_sentence(fay, draft):
    response = fay.client.post(importing(draft), {"file": file(bomb(), "bomb.xlsx")})
    assert response.status_code == 422
    assert "would unpack to far more than a list needs" in response.content.decode()


def test_fay_brings_one_thing_at_a_time(fay, draft):
    nothing = fay.client.post(importing(draft), {"text": " \n"})
    assert nothing.status_code == 422
    assert "Choose a file, or paste some rows." in nothing.content.decode()
    both = fay.client.post(importing(draft), {"file": file("A,b\n"), "text": "Title\tTeam\nA\tb"})
    assert both.status_code == 422
    assert "Title\tTeam" in both.content.decode()


def test_markup_in_a_file_is_shown_as_typed(fay, draft):
    odd = "<script>alert(1)</script>{{ 7 }}"
    data = f'"Title","Team"\n"{odd}","Sales;{odd}"\n'
    address = brought(fay, draft, data)
    html = fay.client.get(address).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in html


def test_after_the_close_the_preview_says_why(fay, live):
    address = brought(fay, live, "Title,Team\nA,Sales;Dev\n")
    live.close(timezone.now(), fay.user, "The last train leaves")
    response = fay.client.post(address, {"confirm": "yes"})
    assert response.status_code == 422
    assert "its problems stay as they are" in response.content.decode()
    assert live.problems.count() == 2


def test_what_somebody_brought_is_their_own(fay, ada, mia, sam, draft):
    preview = brought(fay, draft, "Title,Team\nSecret,Sales;Dev\n")
    columns = preview.replace("preview/", "")
    for person in (ada, mia, sam):
        for address in (preview, columns):
            assert person.client.get(address).status_code == 404
            assert person.client.post(address, {"confirm": "yes"}).status_code == 404
    assert not draft.problems.exists()


def test_a_draft_opens_in_its_own_workshop_only(fay, draft, organisation):
    other = draft.copy(draft.date)
    preview = brought(fay, draft, "Title,Team\nA,Sales;Dev\n")
    moved = preview.replace(f"/workshops/{draft.pk}/", f"/workshops/{other.pk}/")
    assert fay.client.post(moved, {"confirm": "yes"}).status_code == 404
    assert not Problem.objects.exists()


def test_strangers_managers_and_nobody_cannot_import(sam, mia, client, draft):
    for name in ("problem-import", "problem-import-sample", "problem-import-template"):
        address = reverse(name, args=[draft.pk])
        for person in (sam, mia):
            assert person.client.get(address).status_code in (404, 405)
            assert person.client.post(address, {"text": "A"}).status_code in (404, 405)
        assert client.get(address).status_code == 302
    assert not ImportDraft.objects.exists()


def test_what_was_brought_is_put_away_after_a_day(fay, draft):
    brought(fay, draft, "Title,Team\nA,Sales;Dev\n")
    ImportDraft.objects.update(brought_at=timezone.now() - timedelta(hours=25))
    brought(fay, draft, "Title,Team\nB,Sales;Dev\n")
    assert ImportDraft.objects.count() == 1


def test_the_preview_of_the_mapping_comes_first(fay, draft):
    response = fay.client.post(importing(draft), {"file": file("Title,Team\nA,b\n")})
    assert fay.client.get(response.url + "preview/").url == response.url


def big(rows: int = 5_000) -> bytes:
    """Ten megabytes of texts at their limits, every tenth row bad."""
    story = "Kunden väntar på svar, och ingen vet var ärendet ligger. " * 21
    lines = ["title,customer,story,customer_says,cost,since,stuck_between,evidence_url"]
    lines += [
        f'Problem {row},"En kund {"x" * 60}","{story}","{"Svara! " * 34}","{"tid " * 50}",2024-01-{row % 28 + 1},'
        f"{'Sales' if row % 10 == 0 else 'Sales;Development;Marketing'},https://example.org/{row}"
        for row in range(rows)
    ]
    return "\n".join(lines).encode()


def test_five_thousand_rows_and_ten_megabytes(fay, draft):
    data = big()
    assert 9_000_000 < len(data) < 10 * 1024 * 1024
    started = time.process_time()
    address = brought(fay, draft, data)
    page = fay.client.get(address)
    assert time.process_time() - started < 15
    assert (len(page.context["good"]), len(page.context["bad"])) == (200, 200)
    html = page.content.decode()
    assert "4500 problems are ready" in html
    assert "500 rows cannot be imported as they are" in html
    assert "The first 200 of them are shown." in html
    assert len(html) < 600_000
    started = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        response = fay.client.post(
            address, {"create": "marketing", "leave_out": "on", "confirm": "yes"}
        )
    assert response.status_code == 302
    assert time.process_time() - started < 15
    assert len(queries) < 150
    assert draft.problems.count() == 4_500
    assert draft.problems.last().stuck_between.count() == 3


def test_the_big_file_as_a_spreadsheet(fay, draft):
    rows = [row.cells for row in read_rows(big()).rows]
    started = time.process_time()
    assert len(read_rows(xlsx(*rows), "big.xlsx").rows) == 5_001
    assert time.process_time() - started < 20
