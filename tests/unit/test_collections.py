"""What the garbage collector is spared."""

import atexit
import gc

import pytest

from mockvpce import mock_vpce
from mockvpce.speedups import gc_freeze
from mockvpce.speedups.gc_freeze import freeze_at_exit, undisturbed


class Cycle:
    def __init__(self, gone):
        self.itself = self
        self._gone = gone

    def __del__(self):
        self._gone.append(True)


@pytest.fixture
def collecting():
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("on", [True, False])
def test_no_collection_disturbs_and_all_is_as_before(collecting, on):
    (gc.enable if on else gc.disable)()
    with undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled() is on
    with pytest.raises(ImportError), undisturbed():
        raise ImportError
    assert gc.isenabled() is on


def test_what_becomes_garbage_is_still_collected():
    gone = []
    kept, frozen = Cycle(gone), gc.get_freeze_count()
    with undisturbed():
        Cycle(gone)
    assert gc.get_freeze_count() == frozen
    del kept
    gc.collect()
    assert len(gone) == 2


def test_what_somebody_has_frozen_stays_frozen():
    gc.freeze()
    try:
        with undisturbed():
            pass
        assert gc.get_freeze_count() > 0  # some of it may be gone by itself
    finally:
        gc.unfreeze()


def test_the_end_of_the_process_is_told_once(monkeypatch):
    told = []
    monkeypatch.setattr(atexit, "register", told.append)
    freeze_at_exit.cache_clear()
    freeze_at_exit()
    freeze_at_exit()
    assert told == [gc.freeze]


def test_only_the_first_mock_of_a_process_has_something_to_import(monkeypatch):
    with mock_vpce():
        pass
    monkeypatch.setattr(gc_freeze, "undisturbed", lambda: pytest.fail("asks how much is frozen, which takes long"))
    with mock_vpce():
        pass
