"""What comes in: every way a table is written, and everything that isn't one."""

import contextlib
import csv
import io
import struct
import zipfile
import zlib
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from problems.importing.columns import NAMES, TEMPLATE, Mapping, guess
from problems.importing.reading import read_rows, read_text
from workshop.tables.table import Unreadable

SAMPLE = Path(__file__).parents[2] / "problems" / "sample" / "customer_problems.csv"


def cells(table) -> list[list[str]]:
    return [row.cells for row in table.rows]


def xlsx(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(data: bytes, name: str = "problems.csv") -> str:
    with pytest.raises(Unreadable) as raised:
        read_rows(data, name)
    return str(raised.value)


def test_the_sample_is_twenty_problems_and_every_column_is_known():
    table = read_rows(SAMPLE.read_bytes(), SAMPLE.name)
    mapping = Mapping.guessed(table)
    assert len(mapping.body(table)) == 20
    assert mapping.columns == {name: index for index, name in enumerate(NAMES)}
    assert table.rows[1].number == 2
    assert table.rows[1].cells[6] == "marketing;product;sales"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_usual_csv_reads_the_same(encoding, separator, newline):
    rows = [["Titel", "Kund", "Berättelse"], ["Räksmörgås", "Åsa & co – €", "Är så"]]
    text = newline.join(separator.join(row) for row in rows) + newline
    assert cells(read_rows(text.encode(encoding))) == rows


def test_excels_own_first_line_names_the_separator():
    table = read_text("sep=;\r\nTitle;Team\r\nA, b;c\r\n")
    assert cells(table) == [["Title", "Team"], ["A, b", "c"]]
    assert [row.number for row in table.rows] == [2, 3]


def test_blank_rows_are_skipped_and_counted():
    table = read_text("Title,Team\n\n , \nFirst,Sales\n\n\nSecond,Sales\n\n")
    assert [(row.number, row.cells[0]) for row in table.rows] == [
        (1, "Title"),
        (4, "First"),
        (7, "Second"),
    ]


def test_cells_may_hold_quotes_separators_and_lines():
    table = read_text('Title,Story\n"He said ""no"", twice","One\n\nTwo"\nNext,row\n')
    assert cells(table)[1:] == [['He said "no", twice', "One\n\nTwo"], ["Next", "row"]]
    assert [row.number for row in table.rows] == [1, 2, 3]


def test_formulas_stay_text():
    odd = ["=1+1", "+46 70", "-5 %", "@somebody", "=cmd|'/c calc'!A1"]
    table = read_text("Title\tTeam\n" + "\n".join(f"{cell}\tx" for cell in odd))
    assert [row.cells[0] for row in table.rows[1:]] == odd


def test_ragged_rows_keep_their_cells_and_empty_ends_are_dropped():
    table = read_text("Title,Team,Cost\nshort\nlong,a,b,c\nfine,a,b,,,\n")
    assert cells(table)[1:] == [["short"], ["long", "a", "b", "c"], ["fine", "a", "b"]]


def test_control_characters_are_left_out():
    table = read_text("Title,Team\na\x07b\x1bc\u202ed,Sales\n")
    assert table.rows[1].cells[0] == "abcd"


def test_a_pasted_list_is_one_column_though_it_has_commas():
    table = read_text("No invoice, no purchase\nThe export stops\nNobody answers, ever, at all\n")
    assert table.width == 1
    assert len(table.rows) == 3
    assert Mapping.guessed(table) == Mapping({"title": 0}, header=False)


def test_an_open_quotation_mark_is_named_with_its_row():
    said = refusal(b'Title,Team\nfine,a\n"never ends,b\nmore,c\n')
    assert "quotation mark in or near row 3 never ends" in said
    huge = b'Title,Team\nfine,a\n"never ends,b\n' + b"x" * 200_000
    assert "quotation mark in or near row 3 never ends" in refusal(huge)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=20),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_program_writes_is_what_we_read(rows, separator, encoding):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(["Title", "Story", "Team"])
    writer.writerows(rows)
    table = read_rows(file.getvalue().encode(encoding))
    whole = [row for row in rows if any(cell.strip() for cell in row)]
    seen = cells(table)[1:]
    assert all(len(row) == 3 for row in seen)
    assert len(seen) <= len(whole)
    for row in seen:
        assert all(cell == cell.strip() for cell in row)


@given(st.binary(max_size=400))
@settings(max_examples=400)
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    said = {"."}
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"title,team\n"):
        try:
            read_rows(start + data)
        except Unreadable as why:
            said.add(str(why)[-1])
    assert said <= {".", "?"}


# Names of columns


@pytest.mark.parametrize(
    "names",
    [
        [
            "Titel",
            "Kund",
            "Berättelse",
            "Kunden säger",
            "Kostnad",
            "Sedan",
            "Fastnat mellan",
            "Länk",
        ],
        [
            "TITLE",
            "Customer",
            "Story",
            "customer_says",
            "Cost",
            "Since",
            "stuck_between",
            "evidence_url",
        ],
        ["Problem", "Who has it?", "Description", "Quote", "Impact", "Date", "Team", "Links"],
        TEMPLATE,
    ],
)
def test_columns_are_guessed_in_both_languages(names):
    assert guess(names) == {name: index for index, name in enumerate(NAMES)}
    shuffled = list(reversed(names))
    assert {shuffled[index] for index in guess(shuffled).values()} == set(names)


def test_unknown_names_are_not_guessed():
    assert guess(["Foo", "Bar", ""]) == {}


# Spreadsheets


def test_a_spreadsheet_reads_as_people_see_it():
    data = xlsx(
        ["Title", "Since", "Cost", "Team"],
        ["A", date(2023, 7, 1), 12.0, "Sales"],
        [None, None, None, None],
        ["B", datetime(2023, 7, 1, 14, 30), 12.5, "Sales"],
        ["C", time(9, 5), True, "Sales"],
    )
    table = read_rows(data, "problems.xlsx")
    assert cells(table)[1:] == [
        ["A", "2023-07-01", "12", "Sales"],
        ["B", "2023-07-01 14:30", "12.5", "Sales"],
        ["C", "09:05", "True", "Sales"],
    ]
    assert [row.number for row in table.rows] == [1, 2, 4, 5]


def test_formulas_in_a_spreadsheet_are_read_by_their_value_only():
    table = read_rows(xlsx(["Title", "Team"], ["=1+1", "Sales"], ["A", '=WEBSERVICE("http://x")']))
    assert cells(table)[1:] == [["", "Sales"], ["A", ""]]


def test_the_first_sheet_with_rows_counts_and_it_is_said():
    table = read_rows(xlsx(Second=[["Title", "Team"], ["A", "b"]], Third=[["x"]]))
    assert cells(table)[1:] == [["A", "b"]]
    assert "Second" in table.remark
    assert read_rows(xlsx(["Title"], ["A"])).remark == ""


def test_a_spreadsheet_is_known_by_its_content_whatever_its_name():
    assert cells(read_rows(xlsx(["Title"], ["A"]), "list.csv")) == [["Title"], ["A"]]


TWO_ROWS = xlsx(["Title", "Team"], ["A", "b"], ["C", 4])  # once: the time of saving is in it


# What isn't a table


def test_an_empty_file_is_refused():
    for data in (b"", b"  \n\n", b"\xef\xbb\xbf", b",,,\n,,\n", xlsx(), xlsx([None, " "])):
        assert refusal(data) == "There is nothing in it: no row holds a text."


def test_more_rows_than_fit_are_refused():
    text = "Title,Team\n" + "A,b\n" * 10_001
    assert "more than 5,000 rows" in refusal(text.encode())
    assert "more than 5,000 rows" in refusal(xlsx(["Title"], *[["A"]] * 5_001))
    assert len(read_rows(b"Title,Team\n" + b"A,b\n" * 5_000).rows) == 5_001


def test_a_sheet_of_far_gaps_is_refused_in_time():
    book = Workbook()
    book.active["A1"] = "Title"
    book.active["XFD1048576"] = "far away"
    file = io.BytesIO()
    book.save(file)
    assert "more than 5,000 rows" in refusal(file.getvalue())


def test_more_columns_than_fit_are_refused():
    assert "Row 1 has more than 100 columns" in refusal(b"a," * 101 + b"b\n")
    assert "Row 1 has more than 100 columns" in refusal(xlsx(["a"] * 101))


def test_more_than_ten_megabytes_are_refused():
    assert (
        refusal(b"a,b\n" + b"x" * 10 * 1024 * 1024)
        == "The file is larger than 10 MB. Import it in parts."
    )


def bomb(name: str = "xl/worksheets/sheet1.xml", size: int = 100_000_000) -> bytes:
    """A real spreadsheet with one part that unpacks to much more than it weighs."""
    file = io.BytesIO(xlsx(["Title"], ["A"]))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name + ".more", "w") as part,
    ):
        for _ in range(size // 1_000_000):
            part.write(b"0" * 1_000_000)
    return file.getvalue()


def test_a_zip_bomb_is_refused_without_unpacking():
    data = bomb()
    assert len(data) < 1_000_000
    assert refusal(data, "problems.xlsx") == (
        "This file would unpack to far more than a list needs."
    )
    assert "unpack" in refusal(bomb(size=20_000_000))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.xml", "")
    assert "unpack" in refusal(file.getvalue())


def test_an_archive_that_understates_itself_is_refused():
    """Central directory and local header say 10 bytes; the stream holds far more."""
    file = io.BytesIO(xlsx(["Title"], ["A"]))
    data = bytearray(file.getvalue())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset : start + offset + 4] = struct.pack("<I", 10)
            start += 4
    assert "cannot be read" in refusal(bytes(data))


def test_entities_that_multiply_are_refused():
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(
            f'<!ENTITY {new} "{"&" + old + ";" * 1}{("&" + old + ";") * 9}">'
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]>"
    )
    source = zipfile.ZipFile(io.BytesIO(xlsx(["Title"], ["A"])))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            text = source.read(entry).decode()
            if entry.filename == "xl/worksheets/sheet1.xml":
                text = laughs + text.replace(
                    "<sheetData>", "<sheetData><row><c t='str'><v>&i;</v></c></row>"
                )
            archive.writestr(entry.filename, text)
    assert "cannot be read" in refusal(file.getvalue())


def test_other_archives_and_broken_ones_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "This is a ZIP archive, not a spreadsheet" in refusal(file.getvalue())
    whole = xlsx(["Title"], ["A"])
    assert "cannot be read" in refusal(whole[: len(whole) // 2])
    assert "cannot be read" in refusal(b"PK\x03\x04 and then nothing of the kind")


def test_old_and_protected_spreadsheets_are_refused():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "older Excel file (.xls)" in refusal(ole, "old.xls")
    assert "protected by a password" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 99),
        b"GIF89a,b,c",
        b"\xff\xd8\xff\xe0" + bytes(30),
        b"<!DOCTYPE html><html><table>",
        b"  <html><body>",
    ],
)
def test_other_kinds_of_files_are_refused_by_name(data):
    assert refusal(data, "poster.csv") == "“poster.csv” isn't a table. Bring a CSV or an XLSX file."


def test_binary_garbage_is_refused():
    assert "doesn't look like a table" in refusal(bytes(range(256)) * 4)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_spreadsheet_damaged_anywhere_is_read_or_refused(data):
    whole = bytearray(TWO_ROWS)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        read_rows(bytes(whole))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_spreadsheet_with_damaged_parts_is_read_or_refused(data):
    """The archive is sound; the XML inside is not what it should be."""
    source = zipfile.ZipFile(io.BytesIO(TWO_ROWS))
    victim = data.draw(st.sampled_from([entry.filename for entry in source.infolist()]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for entry in source.infolist():
            part = bytearray(source.read(entry))
            if entry.filename == victim:
                for _ in range(data.draw(st.integers(1, 8))):
                    place = data.draw(st.integers(0, len(part) - 1))
                    part[place] = data.draw(st.sampled_from(b"<>/\"='&;A9 \x00\xff"))
            archive.writestr(entry.filename, bytes(part))
    with contextlib.suppress(Unreadable):
        read_rows(file.getvalue())
