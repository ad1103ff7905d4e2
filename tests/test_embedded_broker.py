"""The broker of the embedded default: files in a folder."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from workshop import embedded_broker


@pytest.fixture
def channel(tmp_path):
    embedded_broker.register()
    folders = ("data_folder_in", "data_folder_out", "control_folder")
    options = dict.fromkeys(folders, str(tmp_path))
    with Connection("filesystem://localhost", transport_options=options) as connection:
        yield connection.channel()


def test_whoever_looks_while_a_message_is_written_finds_none(channel, monkeypatch):
    looked = []
    rename = Path.rename

    def meanwhile(part, whole):
        with pytest.raises(Empty):
            channel._get("celery")
        looked.append(part.read_text())
        return rename(part, whole)

    monkeypatch.setattr(Path, "rename", meanwhile)
    channel._put("celery", {"task": "letters"})
    assert looked == ['{"task": "letters"}']
    assert channel._get("celery") == {"task": "letters"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_each_message_waits_in_its_own_queue_once(channel, tmp_path):
    for number in range(3):
        channel._put("celery", number)
        channel._put("others", -number)
    assert sorted(channel._get("celery") for _each in range(3)) == [0, 1, 2]
    assert len(list(tmp_path.glob("*.others.msg"))) == 3
    assert not list(tmp_path.glob("*.part"))
