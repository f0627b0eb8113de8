"""The journal in words."""

import re
from pathlib import Path

import pytest

from initiatives.models import Application, Contest
from journal.models import Record
from municipality.records import VERBS, details

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("committee", "budget", "initiatives", "documents", "notices", "municipality")
WRITTEN = re.compile(r"""(?:record|_note)\(\s*(?:journal,\s*)?f?"([a-z]+\.[a-z_{}]+)\"""")


def written() -> set[str]:
    """Return the verbs that stand in the services; the part that is computed stays in braces."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    return {verb for path in files for verb in WRITTEN.findall(path.read_text())}


def test_every_verb_that_is_written_has_words() -> None:
    found = written()
    assert len(found) > 10
    plain = {verb for verb in found if "{" not in verb}
    assert plain - VERBS.keys() == set()
    for verb in found - plain:
        stem = verb.partition(".")[0]
        assert any(known.startswith(f"{stem}.") for known in VERBS), verb
    states = {f"application.{state}" for state in Application.State if state != "draft"}
    states |= {f"contest.{state}" for state in Contest.State if state != "draft"}
    assert states - VERBS.keys() == set()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"tyiyn": 12_000_00}, "12\u00a0000\u00a0сом"),
        ({"number": "2021-001", "kind": "receipt"}, "№ 2021-001"),
        ({"before": "draft", "after": "announced"}, ""),
        ({"fields": ["no_such_field"]}, ""),
        ({"parts": {"no.such": {"added": 1}}}, ""),
    ],
)
def test_facts_are_told_without_the_machine_s_words(facts: dict[str, object], words: str) -> None:
    assert details(Record(subject_type="initiatives.contest", facts=facts)) == words


def test_a_record_of_a_room_that_is_gone_can_still_be_read() -> None:
    assert details(Record(subject_type="old.thing", facts={"fields": ["name"], "tyiyn": 100})) == "1\u00a0сом"
