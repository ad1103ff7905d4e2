import contextlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from problems.models import Picture
from problems.pictures import repainted
from tests.conftest import take_seat


def painted(
    kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options
) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, options.pop("colour", "teal")).save(file, kind, **options)
    return file.getvalue()


def upload(data: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def shown(data: bytes, name: str = "picture.png") -> Image.Image:
    return Image.open(io.BytesIO(repainted(upload(data, name)).read()))


def refusal(data: bytes, name: str = "picture.png") -> str:
    with pytest.raises(ValidationError) as raised:
        repainted(upload(data, name))
    return raised.value.messages[0]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


# What is kept


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_become_webp(kind):
    picture = shown(painted(kind), "anything.exe")
    assert (picture.format, picture.size) == ("WEBP", (40, 20))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
    ],
)
def test_every_kind_of_colour_becomes_webp(kind, mode):
    assert shown(painted(kind, mode=mode, colour=0)).format == "WEBP"


def test_transparency_stays():
    picture = shown(painted(mode="RGBA", colour=(0, 0, 0, 0)))
    assert picture.mode == "RGBA"
    assert picture.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((3200, 1000), (1600, 500)),
        ((900, 3600), (400, 1600)),
        ((1600, 1600), (1600, 1600)),
        ((10, 10), (10, 10)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_long_sides_are_brought_to_1600(size, kept, kind):
    assert shown(painted(kind, size=size)).size == kept


def test_of_a_moving_picture_the_first_frame_is_kept():
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    picture = shown(file.getvalue())
    assert getattr(picture, "n_frames", 1) == 1
    red, green, blue = picture.convert("RGB").getpixel((4, 4))
    assert red > 200
    assert max(green, blue) < 60


def test_what_a_camera_writes_into_a_picture_is_dropped_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of Pat"
    exif.get_ifd(0x8825)[2] = (55.0, 36.0, 0.0)
    data = painted("JPEG", size=(60, 30), exif=exif, icc_profile=b"profile" * 20, comment=b"secret")
    kept = repainted(upload(data)).read()
    picture = Image.open(io.BytesIO(kept))
    assert picture.size == (30, 60)
    assert not picture.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
    assert b"Pat" not in kept
    assert b"secret" not in kept


def test_words_hidden_in_a_png_are_dropped():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<?php system('id'); ?>")
    kept = repainted(upload(painted(pnginfo=words) + b"<script>alert(1)</script>")).read()
    assert b"php" not in kept
    assert b"script" not in kept


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b"<?php system($_GET['c']); ?>",
        b"#!/bin/sh\nrm -rf /\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"BM" + bytes(60),
        b"II*\x00" + bytes(60),
    ],
)
def test_a_png_that_is_something_else_is_refused(data):
    assert refusal(data, "cat.png").startswith("This file isn't a picture, whatever its name says.")


def test_a_picture_that_breaks_off_is_refused():
    whole = painted("JPEG", size=(400, 400))
    assert "damaged or breaks off" in refusal(whole[: len(whole) // 2])
    whole = painted("PNG", size=(400, 400), colour="red")
    assert "damaged or breaks off" in refusal(whole[:80])


def test_heic_is_refused_by_name():
    assert refusal(b"\x00\x00\x00\x18ftypheic" + bytes(40)).startswith("HEIC pictures")


def test_more_than_ten_megabytes_are_refused():
    assert (
        refusal(painted() + bytes(10 * 1024 * 1024))
        == "This picture is 11 MB. There is room for 10 MB."
    )


@pytest.mark.parametrize(
    ("width", "height"), [(10_000, 8_000), (8_001, 5_000), (60_000, 60_000), (2**31 - 1, 1)]
)
def test_more_than_forty_megapixels_are_refused_unopened(width, height):
    assert "more than 40 megapixels" in refusal(png_that_claims(width, height))


def test_a_whole_picture_of_eighty_megapixels_is_refused():
    assert refusal(painted("JPEG", size=(10_000, 8_000))) == (
        "This picture has 10000 × 8000 pixels, which is more than 40 megapixels. Make it smaller first."
    )


def test_forty_megapixels_fit():
    assert shown(painted("JPEG", size=(8_000, 5_000))).size == (1600, 1000)


@given(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_picture_is_painted_or_refused(kind, data):
    whole = bytearray(painted(kind, size=(16, 16)))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValidationError):
        repainted(upload(bytes(whole)))


# On posters


@pytest.fixture
def filled(sales, development) -> dict[str, object]:
    return {
        "title": "With pictures",
        "stuck_between": [sales.pk, development.pk],
        "pictures-TOTAL_FORMS": "3",
        "pictures-INITIAL_FORMS": "0",
    }


@pytest.fixture
def hung(live, problem) -> Picture:
    picture = Picture(problem=problem, description="A cut-off table")
    picture.image = repainted(upload(painted()))
    picture.save()
    return picture


def test_fay_hangs_several_pictures(fay, draft, filled):
    response = fay.client.post(
        reverse("problem-new", args=[draft.pk]),
        filled
        | {
            "pictures-0-file": upload(painted("JPEG", size=(2000, 500)), "../../me.php.jpg"),
            "pictures-0-description": "The export",
            "pictures-2-file": upload(painted("GIF")),
        },
    )
    assert response.status_code == 302
    first, second = draft.problems.get().pictures.all()
    assert (first.description, first.width, first.height) == ("The export", 1600, 400)
    assert second.description == ""
    assert first.image.name.startswith("posters/")
    assert first.image.name.endswith(".webp")
    assert "me" not in first.image.name
    page = fay.client.get(reverse("problem", args=[first.problem_id])).content.decode()
    assert (
        f'src="{reverse("picture", args=[first.pk])}" width="1600" height="400" alt="The export"'
        in " ".join(page.split())
    )
    assert "2 pictures" in fay.client.get(reverse("problems", args=[draft.pk])).content.decode()


def test_fay_describes_and_removes_pictures(
    fay, problem, hung, filled, django_capture_on_commit_callbacks
):
    second = Picture(problem=problem)
    second.image = repainted(upload(painted()))
    second.save()
    doomed = second.image.name
    assert default_storage.exists(doomed)
    with django_capture_on_commit_callbacks(execute=True):
        response = fay.client.post(
            reverse("problem-edit", args=[problem.pk]),
            filled
            | {
                "pictures-TOTAL_FORMS": "3",
                "pictures-INITIAL_FORMS": "2",
                "pictures-0-id": hung.pk,
                "pictures-0-description": "A table, cut off",
                "pictures-1-id": second.pk,
                "pictures-1-DELETE": "on",
                "pictures-2-file": upload(painted()),
            },
        )
    assert response.status_code == 302
    hung.refresh_from_db()
    assert hung.description == "A table, cut off"
    assert not problem.pictures.filter(pk=second.pk).exists()
    assert problem.pictures.count() == 2
    assert not default_storage.exists(doomed)


def test_deleting_a_problem_deletes_its_files(problem, hung, django_capture_on_commit_callbacks):
    name = hung.image.name
    with django_capture_on_commit_callbacks(execute=True):
        problem.take_down()
    assert not default_storage.exists(name)


def test_fay_hears_what_is_wrong_with_a_picture_and_keeps_her_texts(fay, draft, filled):
    response = fay.client.post(
        reverse("problem-new", args=[draft.pk]),
        filled
        | {
            "pictures-0-file": upload(b"<?php echo 1;", "cat.png"),
            "pictures-1-description": "A picture I forgot",
        },
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "This file isn&#x27;t a picture, whatever its name says." in page
    assert "Choose the picture that belongs to this description." in page
    assert "A picture I forgot" in page
    assert 'value="With pictures"' in page
    assert not draft.problems.exists()


def test_six_pictures_are_enough(fay, draft, filled):
    pictures = {f"pictures-{number}-file": upload(painted()) for number in range(7)}
    response = fay.client.post(
        reverse("problem-new", args=[draft.pk]), filled | pictures | {"pictures-TOTAL_FORMS": "7"}
    )
    assert response.status_code == 422
    assert not Picture.objects.exists()


def test_fay_cannot_change_a_picture_of_another_problem(fay, live, hung, filled):
    other = live.problems.last()
    theirs = {
        "pictures-TOTAL_FORMS": "1",
        "pictures-INITIAL_FORMS": "1",
        "pictures-0-id": hung.pk,
        "pictures-0-description": "Changed",
    }
    for more in ({}, {"pictures-0-DELETE": "on"}):
        fay.client.post(reverse("problem-edit", args=[other.pk]), filled | theirs | more)
    hung.refresh_from_db()
    assert hung.description == "A cut-off table"


# Who sees them


def test_members_seats_and_the_wall_see_a_picture(fay, mia, pat, client, live, hung):
    address = reverse("picture", args=[hung.pk])
    for browser in (fay.client, mia.client, pat.client):
        response = browser.get(address)
        assert response.status_code == 200
        assert Image.open(io.BytesIO(response.content)).format == "WEBP"
    assert client.get(address, {"wall": live.wall_token}).status_code == 200


def test_a_picture_comes_with_strict_headers(fay, hung):
    response = fay.client.get(reverse("picture", args=[hung.pk]))
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert "private" in response["Cache-Control"]


def test_strangers_and_nobody_see_no_picture(sam, client, pat, hung):
    address = reverse("picture", args=[hung.pk])
    for query in ({}, {"wall": ""}, {"wall": "wrong"}, {"wall": "å"}):
        for browser in (sam.client, client):
            response = browser.get(address, query)
            assert response.status_code == 404
            assert b"WEBP" not in response.content
    pat.seat.send_out()
    assert pat.client.get(address).status_code == 404


def test_a_seat_of_another_workshop_sees_no_picture(organisation, live, hung, sales, draft):
    other = draft.copy(draft.date)
    other.open_for_joining()
    guest = take_seat(other, "Olga", sales)
    assert guest.client.get(reverse("picture", args=[hung.pk])).status_code == 404


def test_a_managers_draft_is_not_hers_to_see(mia, draft):
    problem = draft.problems.create(position=1, title="Draft")
    picture = Picture(problem=problem)
    picture.image = repainted(upload(painted()))
    picture.save()
    assert mia.client.get(reverse("picture", args=[picture.pk])).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_found(fay, hung):
    default_storage.delete(hung.image.name)
    assert fay.client.get(reverse("picture", args=[hung.pk])).status_code == 404
    assert fay.client.get(reverse("picture", args=[999_999])).status_code == 404
