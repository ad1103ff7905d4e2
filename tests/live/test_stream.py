"""The stream on a real server: who may listen, what arrives, and what happens at the edges."""

import pytest

from tests.house import free_port, wait_for
from tests.listener import Listener, Phone
from tests.rooms import listen, phone_of, revision_of, write


def test_pat_and_the_wall_see_what_tom_writes(house, rooms):
    room = rooms[0]
    pat = listen(house, room, revision_of(house, room))
    wall = listen(house, room, revision_of(house, room), "wall", key=room["wall"])
    write(house, room, "Say how many rows <b>there are</b>", seat=1)
    seen = pat.until("put", "Say how many rows")
    assert "&lt;b&gt;" in seen.data
    assert "Waiting for a second team" in wall.until("put", "poster-").data


def test_the_stream_carries_no_seat_and_no_name(house, rooms):
    room = rooms[0]
    start = revision_of(house, room)
    write(house, room, "An idea", seat=1)
    said = list(listen(house, room, start, once=1))
    text = "".join(each.data for each in said)
    assert "Development" in text
    for secret in (*room["tokens"], "csrf"):
        assert secret not in text


@pytest.mark.parametrize("audience", ["room", "wall", "cockpit", "nonsense"])
def test_a_stranger_hears_nothing(house, rooms, audience):
    own, other = rooms
    stranger = phone_of(house, other)
    for cookie in ("", stranger.cookie, f"seat-{own['room']}={other['tokens'][0]}"):
        for key in ("", other["wall"]):
            path = f"/live/{own['room']}/{audience}/?after=0&key={key}"
            listener = Listener(house.url, path, cookie)
            assert listener.status == 404
            assert listener.answer.read() == b""


def test_a_seat_does_not_open_wall_or_cockpit(house, rooms):
    for audience in ("wall", "cockpit"):
        assert listen(house, rooms[0], 0, audience).status == 404


def test_fay_signed_in_listens_to_her_cockpit_and_not_to_sams(house, rooms):
    fay = Phone(house.url)
    status, _page = fay.post(
        "/accounts/login/", login=rooms[0]["email"], password="ten doors are open"
    )
    assert status == 302
    own = Listener(house.url, f"/live/{rooms[0]['room']}/cockpit/?after=0&once=1", fay.cookie)
    other = Listener(house.url, f"/live/{rooms[1]['room']}/cockpit/?after=0&once=1", fay.cookie)
    assert (own.status, other.status) == (200, 404)
    fay.cookies["sessionid"] = "made-up"
    path = f"/live/{rooms[0]['room']}/cockpit/?after=0"
    assert Listener(house.url, path, fay.cookie).status == 404


def test_nothing_is_lost_or_doubled_over_a_reconnect(house, rooms):
    room = rooms[0]
    start = revision_of(house, room)
    first = listen(house, room, start)
    write(house, room, "First idea")
    seen = first.until("put", "First idea")
    first.close()
    for number in range(5):
        write(house, room, f"While away {number}")
    said = list(listen(house, room, seen.revision, once=1))
    text = [each.data for each in said if each.kind == "put" and 'id="solution-' in each.data]
    assert [f"While away {n}" in "".join(text) for n in range(5)] == [True] * 5
    assert len(text) == 5
    assert not any("First idea" in each for each in text)
    revisions = [each.revision for each in said if each.kind == "put"]
    assert revisions == sorted(set(revisions))


@pytest.mark.parametrize("lie", [10**6, -3, 10**30, "soon", "", "1e3", "٣"])
def test_whoever_lies_about_the_last_event_fetches_afresh(house, rooms, lie):
    room = rooms[0]
    listener = Listener(
        house.url,
        f"/live/{room['room']}/room/?after=0&once=1",
        phone_of(house, room).cookie,
        {"Last-Event-ID": str(lie).encode().decode("latin-1")} if lie != "" else {},
    )
    kinds = [said.kind for said in listener]
    assert kinds[-1] == "beat"
    assert ("resync" in kinds) == (lie != "")


def test_a_page_fetched_just_before_a_change_gets_it(house, rooms):
    room = rooms[0]
    _status, page = phone_of(house, room).get(f"/room/{room['room']}/posters/{room['problem']}/")
    revision = int(page.split('data-revision="')[1].split('"')[0])
    write(house, room, "Just after the page")
    listen(house, room, revision).until("put", "Just after the page")


def test_a_seat_that_is_sent_out_stops_hearing(house, rooms):
    room = rooms[0]
    pat = listen(house, room, revision_of(house, room))
    house.shell(
        "from workshop.models import Participant;"
        f"Participant.objects.get(pk={room['seats'][0]}).send_out()"
    )
    pat.until("gone")
    assert listen(house, room).status == 404
    status, _page = phone_of(house, room).get(f"/room/{room['room']}/")
    assert status == 404


def test_a_room_works_across_two_web_processes(house, rooms):
    room = rooms[0]
    port = free_port()
    house.start_web("second", port)
    try:
        here = listen(house, room, revision_of(house, room))
        write_from = phone_of(house, room, 1)
        write_from.url = f"http://127.0.0.1:{port}"
        path = f"/room/{room['room']}/posters/{room['problem']}/"
        assert write_from.post(path, text="From the other process")[0] == 302
        here.until("put", "From the other process")
    finally:
        house.stop("second")


def test_a_stop_ends_every_stream_and_the_process(house, rooms):
    room = rooms[0]
    listeners = [listen(house, room, revision_of(house, room)) for _each in range(20)]
    for listener in listeners:
        listener.until("hello")
    took = house.stop("web")
    try:
        assert took < 3
        for listener in listeners:
            assert 500 <= int(listener.until("ending").data) <= 3000
        assert "Traceback" not in house.log("web")
    finally:
        house.start_web()
    wait_for(lambda: listen(house, room, once=1).status == 200, "the stream again")
