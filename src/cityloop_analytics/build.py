"""The store built from a folder of facts: beside the old one, checked, then put in its place."""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Final

import duckdb

from cityloop_analytics.filling import BuildReport, Engine, Work, fill
from cityloop_analytics.manifest import FactsUnreadable, Manifest, check_files, read_manifest
from cityloop_analytics.plan import Partitions
from cityloop_analytics.queries import again, heavy
from cityloop_analytics.queries import engine as questions_engine
from cityloop_analytics.queries import questions as questions_list
from cityloop_analytics.queries.engine import Question
from cityloop_analytics.queries.questions import QUESTIONS
from cityloop_analytics.store import STORE_VERSION, Store, StoreFacts, StoreUnreadable

# Another program may just be opening the store that this one replaces.
KEPT_STORES: Final = 2
SOURCES: Final = tuple(
    Path(module.__file__ or "") for module in (heavy, again, questions_engine, questions_list)
)


@dataclass(frozen=True, slots=True)
class Old:
    """The store that a build goes on from: what it says of itself, and what it was made of."""

    path: Path
    facts: StoreFacts
    partitions: Partitions
    sql: Mapping[str, str]


def build(
    folder: Path,
    *,
    store: Path,
    engine: Engine | None = None,
    questions: Mapping[str, Question] = QUESTIONS,
    afresh: bool = False,
    verify: bool = False,
) -> BuildReport:
    """Bring a store up to the facts of a folder; only months on which a change bears are read.

    afresh: build all of it. verify: compare every file with its digest, also those that nothing
    says have changed, of which otherwise only the length is looked at. Raises FactsUnreadable, and
    then the old store stays in its place; so it does when another build of it is running.
    """
    started = perf_counter()
    manifest = read_manifest(folder)
    check_files(manifest, folder=folder, digests=verify)
    code = _code(questions)
    stamp = _stamp(manifest, code=code)
    store.parent.mkdir(parents=True, exist_ok=True)
    with _alone(store):
        old = None if afresh else _old(store, manifest=manifest, code=code)
        if old is not None and old.facts.stamp == stamp:
            return BuildReport(stamp=stamp, whole=False, seconds=perf_counter() - started)
        report = BuildReport(stamp=stamp, whole=old is None)
        beside = store.with_name(f"{store.stem}-{stamp[:16]}.building")
        try:
            if old is not None:
                shutil.copyfile(old.path, beside)
            work = Work(
                folder=folder,
                manifest=manifest,
                questions=questions,
                code=code,
                stamp=stamp,
                before=old.partitions if old else {},
                until=old.facts.as_of if old else manifest.as_of,
                sql=old.sql if old else {},
            )
            _filled(beside, work=work, engine=engine or Engine(), report=report)
            _put_in_place(beside, store=store, stamp=stamp)
        finally:
            for path in (beside, beside.with_name(f"{beside.name}.wal")):
                path.unlink(missing_ok=True)
    report.seconds = perf_counter() - started
    return report


def _code(questions: Mapping[str, Question]) -> str:
    """The digest of the questions as they are written: other ones make other tables."""
    text = [sorted(questions), *(path.read_text(encoding="utf-8") for path in SOURCES)]
    return sha256(json.dumps(text).encode()).hexdigest()


def _stamp(manifest: Manifest, *, code: str) -> str:
    """The digest of all that the figures of a store follow from."""
    content = {**asdict(manifest), "files": sorted(one.sha256 for one in manifest.files)}
    text = json.dumps([STORE_VERSION, code, content], sort_keys=True)
    return sha256(text.encode()).hexdigest()


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """One build of a store at a time."""
    with store.with_name(f"{store.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FactsUnreadable(
                f"{store} is being built by another process. Wait until it has ended."
            ) from None
        yield


def _old(store: Path, *, manifest: Manifest, code: str) -> Old | None:
    """The store that may be gone on from: of the same city, zone, source and questions."""
    try:
        with Store(store) as found:
            meta = {row["key"]: row["value"] for row in found.rows("SELECT key, value FROM meta")}
            kept = found.rows("SELECT fact, month, digest FROM partitions")
            texts = found.rows("SELECT name, text FROM questions")
    except (StoreUnreadable, duckdb.Error):
        return None
    same = (meta["city"], meta["zone"], meta["source"], meta["code"]) == (
        manifest.city,
        manifest.zone,
        manifest.source,
        code,
    )
    if not same:
        return None
    return Old(
        path=found.path,
        facts=found.facts,
        partitions={(row["fact"], row["month"]): row["digest"] for row in kept},
        sql={row["name"]: row["text"] for row in texts},
    )


def _filled(beside: Path, *, work: Work, engine: Engine, report: BuildReport) -> None:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": engine.memory,
        "threads": str(engine.threads),
        "preserve_insertion_order": "false",
        "temp_directory": f"{beside}.spill",
    }
    try:
        with duckdb.connect(str(beside), config=settings) as connection:
            fill(connection, work=work, report=report)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise FactsUnreadable(
            f"{work.folder} could not be read into a store ({error}). The last store stays in use."
        ) from error
    finally:
        shutil.rmtree(f"{beside}.spill", ignore_errors=True)


def _put_in_place(beside: Path, *, store: Path, stamp: str) -> None:
    """Turn the link of the store to the new file, and take away the oldest ones."""
    target = store.with_name(f"{store.stem}-{stamp[:16]}.duckdb")
    beside.replace(target)
    link = store.with_name(f"{store.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    link.replace(store)
    made = sorted(
        store.parent.glob(f"{store.stem}-*.duckdb"), key=lambda path: path.stat().st_mtime_ns
    )
    for path in made[:-KEPT_STORES]:
        if path != target:
            path.unlink()
