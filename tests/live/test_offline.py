"""Phones that were offline, asleep or twice there, and rooms that closed meanwhile."""

import asyncio

from tests.house import House
from tests.picture import Picture
from tests.rooms import facilitator, facts, listen, phone_of, poster, revision_of, write
from tests.watcher import Watcher, Writer, converge, running, wait_for


def writer_of(house: House, room: dict, seat: int = 0) -> Writer:
    return Writer([house.url], poster(room), phone_of(house, room, seat).cookie, f"Seat {seat}")


def watcher_of(house: House, room: dict, seat: int = 0) -> Watcher:
    return Watcher([house.url], [house.live_url], poster(room), phone_of(house, room, seat).cookie)


def test_the_same_post_sent_five_times_at_once_is_there_once(house: House, room: dict):
    writer, tom = writer_of(house, room), watcher_of(house, room, 1)

    async def story() -> None:
        token = await writer.open()
        async with running(tom):
            await asyncio.gather(*(writer.send("Only once", token) for _sending in range(5)))
            await converge(tom)

    asyncio.run(story())
    assert writer.acknowledged == ["Only once"] * 5
    ideas, log = facts(house, room)
    assert ideas == ["Only once"]
    assert [kind for _revision, kind, _target in log].count("solution") == 1
    assert sum('id="solution-' in html for _revision, html in tom.heard) == 1


def test_a_phone_that_was_offline_sends_what_it_kept_and_misses_nothing(house: House, room: dict):
    pat, tom = watcher_of(house, room), writer_of(house, room, 1)
    pat.path = f"/room/{room['room']}/"
    kept = writer_of(house, room)

    async def story() -> None:
        token = await kept.open()
        async with running(pat):
            await tom.run(2)
            await converge(pat)
        tom.name = "While Pat was offline"
        await tom.run(8)
        async with running(pat):
            await asyncio.gather(*(kept.send(text, token) for text in ("Kept 1", "Kept 2")))
            # One of them had arrived, and only its answer was lost.
            await kept.send("Kept 2", token)
            await converge(pat)

    asyncio.run(story())
    ideas, log = facts(house, room)
    assert sorted(ideas) == sorted([*tom.acknowledged, "Kept 1", "Kept 2"])
    spoken = [revision for revision, kind, _target in log if kind == "solution"]
    heard = [revision for revision, html in pat.heard if 'id="solution-' in html]
    assert pat.is_in_order()
    assert pat.resyncs == 0
    assert heard == spoken


SLEEP = """
from django.db import transaction
from problems.models import Problem, Solution
problem = Problem.objects.get(pk={problem})
first, second = Solution.objects.filter(problem=problem).order_by("pk")[:2]
first.hide()
for change in range(520):
    with transaction.atomic():
        problem.announce()
second.edit("Other words by now")
problem.spotlight()
"""


def test_a_tab_that_slept_for_an_hour_fetches_itself_and_goes_on(house: House, room: dict):
    pat, wall = watcher_of(house, room), watcher_of(house, room)
    wall.path = f"/wall/{room['wall']}/"
    tom = writer_of(house, room, 1)

    async def story() -> None:
        async with running(pat, wall):
            await tom.run(3)
            await converge(pat, wall)
        await asyncio.to_thread(house.shell, SLEEP.format(**room))
        assert tom.acknowledged[0] in pat.picture
        async with running(pat, wall):
            await converge(pat, wall)
            tom.name = "After the sleep"
            await tom.run(1)
            await converge(pat, wall)

    asyncio.run(story())
    assert (pat.resyncs, wall.resyncs) == (1, 1)
    assert tom.acknowledged[0] not in pat.picture
    assert "Other words by now" in pat.picture
    assert tom.acknowledged[-1] in wall.picture


def test_whoever_lies_about_where_it_stands_shows_what_a_reload_shows(house: House, room: dict):
    """Ahead of the log, before its beginning, beyond any number, and no number at all."""
    liars = [watcher_of(house, room) for _lie in range(4)]
    tom = writer_of(house, room, 1)

    async def story() -> None:
        await tom.run(2)
        for liar, lie in zip(liars, (10**6, -3, 10**30, "soon"), strict=True):
            liar.picture = Picture(await liar.page())
            liar.picture.revision = lie
        tom.name = "While they lie"
        await tom.run(2)
        async with running(*liars):
            await converge(*liars)
            tom.name = "And on"
            await tom.run(2)
            await converge(*liars)

    asyncio.run(story())
    ideas, log = facts(house, room)
    newest = [revision for revision, kind, _target in log if kind == "solution"][-2:]
    for liar in liars:
        assert liar.resyncs == 1
        assert liar.is_in_order()
        heard = [revision for revision, html in liar.heard if 'id="solution-' in html]
        assert heard == newest
        assert all(idea in liar.picture for idea in ideas)


def test_two_tabs_of_one_person_show_the_same_and_end_together(house: House, room: dict):
    tabs = [watcher_of(house, room), watcher_of(house, room)]
    first, second, tom = writer_of(house, room), writer_of(house, room), writer_of(house, room, 1)

    async def story() -> None:
        tokens = [await first.open(), await second.open()]
        async with running(*tabs):
            await tom.run(2)
            # The page was opened twice, and both send what was written in one of them.
            await asyncio.gather(first.send("Twice", tokens[0]), second.send("Twice", tokens[1]))
            await tom.run(2)
            await asyncio.to_thread(
                house.shell,
                "from workshop.models import Participant;"
                f"Participant.objects.get(pk={room['seats'][0]}).send_out()",
            )
            await wait_for(lambda: all(tab.gone for tab in tabs), "both tabs to be told")

    asyncio.run(story())
    assert facts(house, room)[0].count("Twice") == 1
    assert tabs[0].heard == tabs[1].heard
    assert tabs[0].picture.parts == tabs[1].picture.parts
    assert tabs[0].is_in_order()


def close(house: House, room: dict) -> None:
    path = f"/workshops/{room['room']}/cockpit/close/"
    assert facilitator(house, room).post(path, reason="The train leaves.")[0] == 302


def test_a_room_that_closed_while_a_phone_was_offline_says_so(house: House, room: dict):
    pat, wall = watcher_of(house, room), watcher_of(house, room)
    wall.path = f"/wall/{room['wall']}/"
    kept, tom = writer_of(house, room), writer_of(house, room, 1)

    async def story() -> None:
        token = await kept.open()
        async with running(pat, wall):
            await tom.run(2)
            await converge(pat)
        before = await asyncio.to_thread(revision_of, house, room)
        async with running(wall):
            await asyncio.to_thread(close, house, room)
            await converge(wall)
        closed = await asyncio.to_thread(facts, house, room)
        await asyncio.gather(*(kept.send(text, token) for text in ("Kept 1", "Kept 2")))
        async with running(pat):
            await converge(pat)
        assert await asyncio.to_thread(facts, house, room) == closed
        assert closed[1][-1][0] > before

    asyncio.run(story())
    assert [status for status, _page in kept.refused] == [409, 409]
    pages = [page for _status, page in kept.refused]  # both were sent at once: in either order
    for page in pages:
        assert "The workshop has closed, so this could not be added any more." in page
    for text in ("Kept 1", "Kept 2"):
        assert sum(text in page for page in pages) == 1, "the words are gone"
    assert kept.acknowledged == []
    assert 'data-status="closed"' in pat.picture.page.html
    assert 'data-status="closed"' in wall.picture.page.html


def test_nothing_is_written_after_the_close_though_everybody_writes(house: House, room: dict):
    """Posts race with the close: each is before it or refused, and the log ends with it."""
    fay, path = facilitator(house, room), f"/workshops/{room['room']}/cockpit/close/"
    writers = [writer_of(house, room, number % 2) for number in range(4)]
    wall = watcher_of(house, room)
    wall.path = f"/wall/{room['wall']}/"

    async def story() -> None:
        for number, writer in enumerate(writers):
            writer.name = f"Somebody {number}"
        async with running(wall):
            writing = [asyncio.create_task(writer.run(40)) for writer in writers]
            await wait_for(lambda: all(writer.acknowledged for writer in writers), "posts")
            assert (await asyncio.to_thread(fay.post, path, reason="The train leaves."))[0] == 302
            await asyncio.gather(*writing)
            await converge(wall)

    asyncio.run(story())
    ideas, log = facts(house, room)
    assert sorted(ideas) == sorted(text for writer in writers for text in writer.acknowledged)
    refused = [status for writer in writers for status, _page in writer.refused]
    assert refused
    assert set(refused) == {409}
    assert [kind for _revision, kind, _target in log[-2:]] == ["workshop", "people"]


def test_an_idea_is_heard_in_every_stream_of_a_phone_that_comes_and_goes(house: House, room: dict):
    """A reconnect from each revision there is leads to the same end."""
    for number in range(5):
        write(house, room, f"Idea {number}", seat=1)
    newest = revision_of(house, room)
    _ideas, log = facts(house, room)
    spoken = [revision for revision, kind, _target in log if kind == "solution"]
    for start in range(newest + 1):
        said = list(listen(house, room, start, once=1))
        heard = [s.revision for s in said if s.kind == "put" and 'id="solution-' in s.data]
        assert heard == [revision for revision in spoken if revision > start]
