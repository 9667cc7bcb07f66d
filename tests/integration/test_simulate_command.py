"""`cityloop simulate`: facts and truth in folders, and a demo that goes on living."""

from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import City
from cityloop.intake.models import RequestEvent, ServiceRequest
from cityloop.jobs.demo.city import DemoSize, load_demo_city, tell_demo
from cityloop.jobs.demo.live import Done, Pace, demo_stage, future_lives, play
from cityloop.jobs.demo.live_acts import ORDER_ACTS, REQUEST_ACTS
from cityloop.jobs.demo.live_order import CALL, OF_ORDERS, OF_REQUESTS, acts_of, in_order
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop_analytics.contracts import FACTS
from cityloop_analytics.manifest import read_manifest
from tests.people import NOW
from tests.town import DEMO

FAST = 1e9
SPAN = {"since": "2026-01-20", "until": "2026-01-27"}


@pytest.fixture
def demo(db: None) -> None:
    """The demo city with a few requests."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        load_demo_city(DEMO, at=NOW)
        tell_demo(DEMO, size=DemoSize(requests=5), at=NOW)


def simulate(*words: str, **options: object) -> None:
    spans = [f"--{name}={value}" for name, value in SPAN.items()]
    call_command("simulate", *spans, *words, **options)


def test_command_writes_facts_with_a_manifest(tmp_path: Path) -> None:
    simulate(f"--out={tmp_path}")
    manifest = read_manifest(tmp_path)
    assert all(manifest.rows(one.name) for one in FACTS)
    assert manifest.since == SPAN["since"]


def test_command_leaves_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        simulate(f"--out={tmp_path}")


def test_force_replaces_facts_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    for name in ("mine.txt", "orders/2019-01.0.parquet"):
        (tmp_path / name).write_text("old")
    simulate(f"--out={tmp_path}", "--force")
    assert (tmp_path / "mine.txt").read_text() == "old"
    assert not (tmp_path / "orders/2019-01.0.parquet").exists()


def test_truth_lies_apart_from_facts(tmp_path: Path) -> None:
    simulate(f"--truth={tmp_path / 'truth'}")
    assert sorted(path.name for path in (tmp_path / "truth").iterdir())[:2] == [
        "truth_areas.parquet",
        "truth_incidents.parquet",
    ]


def test_truth_is_kept_out_of_what_the_application_reads() -> None:
    place = Path(settings.VAR) / "truth"
    with pytest.raises(CommandError, match="must not lie in"):
        simulate(f"--truth={place}")
    assert not place.exists()


@pytest.mark.parametrize("place", ["facts", "facts/truth"])
def test_truth_is_kept_away_from_facts_to_be_written(place: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="must not lie beside facts"):
        simulate(f"--out={tmp_path / 'facts'}", f"--truth={tmp_path / place}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["", "truth"])
def test_truth_is_kept_away_from_facts_written_before(place: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(CommandError, match="must not lie beside facts"):
        simulate(f"--truth={tmp_path / place}")
    assert [one.name for one in tmp_path.iterdir()] == ["manifest.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out=facts", "--size=huge"], "There is no size 'huge': choose town, city, megacity"),
        (["--out=facts", "--since=2026-03-01"], "is not before"),
        (["--truth=truth", "--size=city"], "of one town"),
        ([], "Say what to simulate"),
    ],
)
def test_command_that_makes_no_sense_is_explained(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=said):
        simulate(*words)
    assert list(tmp_path.iterdir()) == []


def test_command_says_how_much_room_is_lacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 0})())
    with pytest.raises(CommandError, match="has room for 0 MiB"):
        simulate(f"--out={tmp_path / 'facts'}")


def test_every_act_has_somebody_who_does_it() -> None:
    assert set(REQUEST_ACTS) == set(map(str, OF_REQUESTS))
    assert set(ORDER_ACTS) == set(map(str, OF_ORDERS))


def test_lives_to_come_speak_after_the_moment_and_in_order() -> None:
    lives = list(islice(future_lives(DEMO, seed=5, since=NOW), 200))
    moments = [one.received_at for one in lives]
    assert moments == sorted(moments)
    assert moments[0] >= NOW


def test_acts_of_many_lives_come_in_one_order() -> None:
    acts = [act.at for _, act in in_order(islice(future_lives(DEMO, seed=5, since=NOW), 200))]
    assert acts == sorted(acts)
    assert len(acts) > 400


def test_acts_stop_where_an_order_would_be_opened_again() -> None:
    lives = future_lives(DEMO, seed=5, since=NOW)
    twice = next(
        one
        for one in lives
        if any(step.step == "reopen" for order in one.orders for step in order.steps)
    )
    steps = [act.step for act in acts_of(twice)]
    assert (steps.count("answer"), steps.count("contact"), steps.count(CALL)) == (1, 1, 1)


def test_live_demo_gets_requests_that_people_work_on(demo: None) -> None:
    before = ServiceRequest.objects.count()
    call_command("simulate", "--live", f"--speed={FAST}", "--hours=30", "--seed=5")
    steps = set(WorkOrderEvent.objects.filter(at=NOW).values_list("step", flat=True))
    assert ServiceRequest.objects.count() > before + 20
    assert {"dispatch", "accept", "contact", "answer"} <= steps


def test_live_demo_acts_at_the_moment_that_it_is(demo: None) -> None:
    known = set(RequestEvent.objects.values_list("pk", flat=True))
    call_command("simulate", "--live", f"--speed={FAST}", "--hours=12", "--seed=5")
    moments = RequestEvent.objects.exclude(pk__in=known).values_list("at", flat=True)
    assert set(moments) == {NOW}


def test_refused_act_is_reported_and_others_go_on(demo: None) -> None:
    heard: list[Done] = []
    stage = demo_stage(DEMO)
    lives = list(islice(future_lives(DEMO, seed=5, since=NOW), 30))
    stage.types = {code: one for code, one in stage.types.items() if code != lives[0].service_type}
    tally = play(
        iter(lives),
        stage=stage,
        pace=Pace(NOW, speed=FAST),
        until=NOW + timedelta(hours=12),
        hear=heard.append,
    )
    assert lives[0].service_type in heard[0].refused
    assert (tally.refused >= 1, tally.lives > 5) == (True, True)


def test_step_that_somebody_has_taken_already_is_refused_in_words(demo: None) -> None:
    stage = demo_stage(DEMO)
    life = next(
        one
        for one in future_lives(DEMO, seed=5, since=NOW)
        if [act.step for act in acts_of(one)][:3] == ["receive", "dispatch", "accept"]
    )
    receive, dispatch, accept = acts_of(life)[:3]
    for act in (receive, dispatch, accept):
        stage.do(act, life=life, at=NOW)
    with pytest.raises(TransitionNotAllowed):
        stage.do(accept, life=life, at=NOW)


def test_live_demo_stops_when_told(demo: None) -> None:
    pace = Pace(NOW, speed=FAST)
    heard: list[Done] = []

    def hear(done: Done) -> None:
        heard.append(done)
        pace.stop.set()

    tally = play(
        future_lives(DEMO, seed=5, since=NOW), stage=demo_stage(DEMO), pace=pace, hear=hear
    )
    assert (tally.done, len(heard)) == (1, 1)


def test_live_demo_ends_by_ctrl_c_with_its_tally(demo: None) -> None:
    def interrupt(_done: Done) -> None:
        raise KeyboardInterrupt

    tally = play(
        future_lives(DEMO, seed=5, since=NOW),
        stage=demo_stage(DEMO),
        pace=Pace(NOW, speed=FAST),
        hear=interrupt,
    )
    assert tally.done == 1


def test_live_writes_nothing_into_a_real_city(demo: None) -> None:
    City.objects.update(code="a-real-city")
    orders = WorkOrder.objects.count()
    with pytest.raises(CommandError, match="nothing invented is written into it"):
        call_command("simulate", "--live", f"--speed={FAST}", "--hours=30")
    assert WorkOrder.objects.count() == orders


@pytest.mark.django_db
def test_live_without_a_city_says_how_to_make_one() -> None:
    with pytest.raises(CommandError, match="cityloop demo --no-server"):
        call_command("simulate", "--live")


def test_live_at_no_speed_is_refused(demo: None) -> None:
    with pytest.raises(CommandError, match="stands still"):
        call_command("simulate", "--live", "--speed=0")
