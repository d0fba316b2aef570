"""Everything one emulator knows, in SQLite: in memory, or in a file that outlives the process.

Columns carry the API's own member names, so that an answer is a selection of columns. A call is one transaction:
what was answered as done survives a kill -9, and half a call never shows.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

from tocsin.choices import Choices
from tocsin.clock import SystemClock
from tocsin.emulator.clock import Time
from tocsin.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tocsin.clock import Clock
    from tocsin.emulator.clock import Mode

FORMAT = 2
"""Of the state file; a file of another format is refused."""

_TABLES = {
    "contact": "ContactArn TEXT UNIQUE NOT NULL, Alias TEXT, DisplayName TEXT, Type TEXT, Plan TEXT",
    "channel": "ContactChannelArn TEXT UNIQUE NOT NULL, ContactArn TEXT, Name TEXT, Type TEXT, SimpleAddress TEXT,"
    " ActivationStatus TEXT, Code TEXT, CodeTime REAL",
    "rotation": "RotationArn TEXT UNIQUE NOT NULL, Name TEXT, ContactIds TEXT, StartTime REAL, TimeZoneId TEXT,"
    " Recurrence TEXT",
    "override": "RotationOverrideId TEXT UNIQUE NOT NULL, RotationArn TEXT, NewContactIds TEXT, StartTime REAL,"
    " EndTime REAL, CreateTime REAL",
    "tag": "ResourceARN TEXT, Key TEXT, Value TEXT, UNIQUE (ResourceARN, Key)",
    "policy": "ContactArn TEXT UNIQUE NOT NULL, Policy TEXT",
    "engagement": "EngagementArn TEXT UNIQUE NOT NULL, ContactArn TEXT, Sender TEXT, Subject TEXT, Content TEXT,"
    " PublicSubject TEXT, PublicContent TEXT, IncidentId TEXT, IdempotencyToken TEXT, StartTime REAL, StopTime REAL,"
    " StopReason TEXT, Walk TEXT, Due REAL",
    "page": "PageArn TEXT UNIQUE NOT NULL, EngagementArn TEXT, ContactArn TEXT, ContactChannelArn TEXT, Stage INTEGER,"
    " Resolution TEXT, Attempts INTEGER, Code TEXT, SentTime REAL, DeliveryTime REAL, ReadTime REAL",
    "receipt": "PageArn TEXT, ContactChannelArn TEXT, ReceiptType TEXT, ReceiptInfo TEXT, ReceiptTime REAL",
    "event": "EngagementArn TEXT, time REAL, what TEXT, contact TEXT, channel TEXT, attempt INTEGER, via TEXT,"
    " text TEXT",
    "token": "Operation TEXT, Token TEXT, Digest TEXT, Arn TEXT, Time REAL, Seen INTEGER, UNIQUE (Operation, Token)",
    "message": "time REAL, contact TEXT, channel TEXT, type TEXT, address TEXT, subject TEXT, content TEXT,"
    " engagement TEXT, page TEXT, code TEXT",
    "seed": "people TEXT",
    "home": "partition TEXT, region TEXT, account TEXT",
    "clock": "mode TEXT, offset REAL",
}
"""Each has a running number `n` first: the order of creation, and of every list."""

_INDEXES = (
    "channel (ContactArn)",
    "override (RotationArn)",
    "engagement (Due) WHERE Due IS NOT NULL",
    "page (EngagementArn)",
    "page (ContactArn)",
    "page (Code)",
    "receipt (PageArn)",
    "event (EngagementArn)",
    "message (time, n)",
)

_LASTING = {"seed", "home", "clock"}
"""Tables that a reset leaves alone."""


@dataclass(frozen=True, slots=True)
class Home:
    """The account and Region whose API this is."""

    partition: str = "aws"
    region: str = "us-east-2"
    account: str = "111122223333"

    def arn(self, *path: str) -> str:
        """The ARN of a resource: `arn("engagement", alias, id)`."""
        return f"arn:{self.partition}:ssm-contacts:{self.region}:{self.account}:{'/'.join(path)}"


def alias_of(contact: str) -> str:
    """The alias in a contact's ARN."""
    return contact.rpartition("/")[2]


class State:
    """The tables, with the clock and the choices that the operations go by. `file` None: in memory.

    `mode` says whether the clock runs (None: as it did, or "real"), `at` (epoch seconds) what it shows at first, if a
    file does not say a later time.
    """

    def __init__(
        self,
        file: Path | None = None,
        *,
        home: Home | None = None,
        clock: Clock | None = None,
        choices: Choices | None = None,
        mode: Mode | None = None,
        at: float | None = None,
    ) -> None:
        self.choices = choices or Choices()
        self._lock = RLock()
        self._db = _open(file)
        self.settle(home or self._known_home() or Home())
        self.set_time(self._first_time(clock or SystemClock(), mode, at))

    def now(self) -> float:
        """Epoch seconds, to the millisecond, as the API's timestamps."""
        return self.time.now()

    @property
    def changes(self) -> int:
        """A number that grows with every change of the tables since they were opened."""
        return self._db.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; one at a time."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield

    def execute(self, sql: str, *values: Any) -> None:
        """Run one statement."""
        self._db.execute(sql, values)

    def put(self, table: str, **columns: Any) -> None:
        """Add a row; one with the same unique columns is renewed in its place."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        renewed = ", ".join(f"{name} = excluded.{name}" for name in columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO UPDATE SET {renewed}"  # noqa: S608 - the package's own names
        self._db.execute(sql, tuple(columns.values()))

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """All rows of a query, by column name."""
        return [dict(row) for row in self._db.execute(sql, values)]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        found = self._db.execute(sql, values).fetchone()
        return None if found is None else dict(found)

    def settle(self, home: Home) -> None:
        """Be the API of this account and Region, also when the file is opened again."""
        self.home = home
        self.execute("DELETE FROM home")
        self.put("home", partition=home.partition, region=home.region, account=home.account)

    def _known_home(self) -> Home | None:
        found = self.row("SELECT partition, region, account FROM home")
        return None if found is None else Home(**found)

    def set_time(self, time: Time) -> None:
        """Go by this clock, also when the file is opened again."""
        self.time = time
        self.put("clock", n=1, mode=time.mode, offset=time.offset)

    def _first_time(self, machine: Clock, mode: Mode | None, at: float | None) -> Time:
        found = self.row("SELECT mode, offset FROM clock")
        return Time(machine).run(mode, at) if found is None else Time(machine, **found).resume(mode, at)

    def clear(self) -> None:
        """Forget everything but the seed, the clock and where this is."""
        for table in _TABLES.keys() - _LASTING:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the package's own names

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _open(file: Path | None) -> sqlite3.Connection:
    """A connection with the tables. The event loop's thread uses it, not the one that opens it."""
    try:
        db = sqlite3.connect(file or ":memory:", isolation_level=None, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        raise UnreadableInput(f"{file}: {error}") from None
    try:
        _prepare(db)
    except (sqlite3.DatabaseError, UnreadableInput) as error:
        db.close()
        raise UnreadableInput(f"{file}: not a state file of this emulator ({error})") from None
    return db


def _prepare(db: sqlite3.Connection) -> None:
    db.row_factory = sqlite3.Row
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found not in {0, FORMAT}:
        raise UnreadableInput(f"format {found}, expected {FORMAT}")
    if not found and db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise UnreadableInput("another program's tables are in it")
    db.execute("PRAGMA journal_mode = WAL")
    # Safe against a killed process, not against a power cut. Waiting for the disk every hundredth call would be what a
    # client notices most: the 99th percentile of StartEngagement doubles (benchmarks/bench_emulator.py).
    db.execute("PRAGMA synchronous = OFF")
    with db:  # all at once: tables without the format would be taken for another program's
        db.execute("BEGIN IMMEDIATE")
        for table, columns in _TABLES.items():
            db.execute(f"CREATE TABLE IF NOT EXISTS {table} (n INTEGER PRIMARY KEY AUTOINCREMENT, {columns})")
        for number, columns in enumerate(_INDEXES):
            db.execute(f"CREATE INDEX IF NOT EXISTS index_{number} ON {columns}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
