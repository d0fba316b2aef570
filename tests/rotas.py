"""Random people for tests: contacts, plans, rotations, schedules and an escalation, as a policy file has them.

`create` makes the same people through the API, call by call. It is written from the API's documents and shares nothing
with the engine, so that a test which compares the two compares two readings of one file.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

SETTINGS = {"account": "111122223333", "region": "us-east-2", "time_zone": "Europe/Berlin"}
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
CHANNELS = {
    "phone": {"sms": "+12065550100"},
    "call": {"voice": "+12065550100"},
    "mail": {"email": "someone@example.com"},
}
PEOPLE = ("akuam", "bob", "chen")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_INSTANTS = (
    datetime(2026, 3, 29, 0, 40, tzinfo=UTC),  # Berlin's clocks go forward at 01:00
    datetime(2026, 10, 25, 0, 40, tzinfo=UTC),  # and back
    datetime(2026, 11, 1, 5, 40, tzinfo=UTC),  # New York's back at 06:00
    datetime(2026, 6, 10, 6, 40, tzinfo=UTC),
)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """A minute shortly before something happens to a clock, or an hour of a plain day."""
    return draw(st.sampled_from(_INSTANTS)) + timedelta(minutes=draw(st.integers(0, 40)))


@st.composite
def policy_files(draw: st.DrawFn, at: datetime) -> dict[str, Any]:
    """A policy file whose one policy pages one or two of its people."""
    contacts = {name: draw(_people()) for name in PEOPLE}
    rotations = {name: draw(_rotations(at)) for name in ("first", "second")}
    schedules = {"oncall": {"rotations": draw(st.sampled_from((["first"], ["first", "second"])))}}
    stages = draw(st.lists(_stages(), min_size=1, max_size=3))
    targets = draw(st.lists(st.sampled_from(("akuam", "oncall", "wake")), min_size=1, max_size=2, unique=True))
    return {
        "version": 1,
        "settings": SETTINGS,
        "contacts": contacts,
        "rotations": rotations,
        "schedules": schedules,
        "escalations": {"wake": {"stages": stages}},
        "policies": [{"name": "everything", "page": targets}],
    }


@st.composite
def _people(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(CHANNELS)), min_size=1, unique=True))
    stages = st.fixed_dictionaries(
        {"notify": st.lists(st.sampled_from(names), min_size=1, unique=True), "for": _minutes(9)},
        optional={"retry": st.one_of(st.just("none"), _minutes(4, least=1))},
    )
    return {"channels": {name: CHANNELS[name] for name in names}, "plan": draw(st.lists(stages, max_size=3))}


def _minutes(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda minutes: f"{minutes}m")


@st.composite
def _stages(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from((*PEOPLE, "oncall")), min_size=1, max_size=2, unique=True))
    page = [name if draw(st.booleans()) else {"contact": name, "essential": draw(st.booleans())} for name in names]
    return {"page": page, "for": draw(_minutes(12))}


@st.composite
def _rotations(draw: st.DrawFn, at: datetime) -> dict[str, Any]:
    zone = draw(st.sampled_from(ZONES))
    near = at.astimezone(ZoneInfo(zone))
    clock = (near + timedelta(minutes=draw(st.integers(-30, 60)))).strftime("%H:%M")
    other = draw(st.sampled_from(("09:00", "02:30", "21:15")))
    day, date = DAYS[near.weekday()], near.day
    repeats: tuple[dict[str, Any], ...] = (
        {"daily": clock},
        {"daily": sorted({clock, other})},
        {"weekly": [{"day": day, "at": clock}, {"day": "thu", "at": other}]},
        {"monthly": [{"day": date, "at": clock}, {"day": 31, "at": other}]},
    )
    start = near - timedelta(days=draw(st.integers(0, 70)))
    rotation: dict[str, Any] = {
        "contacts": draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)),
        "start": f"{start.date()}T{draw(st.sampled_from((clock, '00:00')))}",
        "time_zone": zone,
        "repeat": {**draw(st.sampled_from(repeats)), "every": draw(st.integers(1, 3))},
        "on_call": draw(st.integers(1, 2)),
    }
    if draw(st.booleans()):
        rotation["cover"] = {day: [draw(st.sampled_from(("00:00-24:00", "22:00-06:00", f"{clock}-{clock}")))]}
    if draw(st.booleans()):
        begin = near.replace(tzinfo=None, second=0) + timedelta(minutes=draw(st.integers(-40, 20)))
        rotation["overrides"] = [
            {
                "contacts": draw(st.lists(st.sampled_from(rotation["contacts"]), unique=True)),
                "from": begin.isoformat(timespec="minutes"),
                "until": (begin + timedelta(minutes=105)).isoformat(timespec="minutes"),
            }
        ]
    return rotation


def create(emulator: Any, file: dict[str, Any]) -> dict[str, str]:
    """Make the people of a policy file through the API of an empty emulator; ARNs of contacts by name."""
    client, arns = emulator.client(), dict[str, str]()
    for name, person in file["contacts"].items():
        arns[name] = client.create_contact(Alias=name, Type="PERSONAL", Plan={"Stages": []})["ContactArn"]
        channels = {key: _channel(client, arns[name], key, value) for key, value in person["channels"].items()}
        stages = [_stage(stage["for"], _channel_targets(stage, channels)) for stage in person["plan"]]
        client.update_contact(ContactId=arns[name], Plan={"Stages": stages})
    _activate(emulator, client, arns)
    rotations = {name: _rotation(client, name, value, arns) for name, value in file["rotations"].items()}
    for name, schedule in file["schedules"].items():
        plan = {"RotationIds": [rotations[rotation] for rotation in schedule["rotations"]]}
        arns[name] = client.create_contact(Alias=name, Type="ONCALL_SCHEDULE", Plan=plan)["ContactArn"]
    for name, escalation in file["escalations"].items():
        stages = [_stage(stage["for"], _contact_targets(stage, arns)) for stage in escalation["stages"]]
        arns[name] = client.create_contact(Alias=name, Type="ESCALATION", Plan={"Stages": stages})["ContactArn"]
    return arns


def _channel(client: Any, contact: str, name: str, channel: dict[str, str]) -> str:
    ((kind, address),) = channel.items()
    made = client.create_contact_channel(
        ContactId=contact, Name=name, Type=kind.upper(), DeliveryAddress={"SimpleAddress": address}
    )
    return str(made["ContactChannelArn"])


def _activate(emulator: Any, client: Any, arns: dict[str, str]) -> None:
    """With the codes that arrive in the inbox, one a channel."""
    codes = {(message["contact"], message["channel"]): message["code"] for message in emulator.inbox()}
    for name, arn in arns.items():
        for channel in client.list_contact_channels(ContactId=arn)["ContactChannels"]:
            code = codes[name, channel["Name"]]
            client.activate_contact_channel(ContactChannelId=channel["ContactChannelArn"], ActivationCode=code)


def _stage(length: str, targets: list[dict[str, Any]]) -> dict[str, Any]:
    return {"DurationInMinutes": int(length.removesuffix("m")), "Targets": targets}


def _channel_targets(stage: dict[str, Any], channels: dict[str, str]) -> list[dict[str, Any]]:
    retry = stage.get("retry", "none")
    wait = {} if retry == "none" else {"RetryIntervalInMinutes": int(retry.removesuffix("m"))}
    return [{"ChannelTargetInfo": {"ContactChannelId": channels[name], **wait}} for name in stage["notify"]]


def _contact_targets(stage: dict[str, Any], arns: dict[str, str]) -> list[dict[str, Any]]:
    named = [each if isinstance(each, dict) else {"contact": each} for each in stage["page"]]
    return [
        {"ContactTargetInfo": {"ContactId": arns[each["contact"]], "IsEssential": each.get("essential", True)}}
        for each in named
    ]


def _rotation(client: Any, name: str, value: dict[str, Any], arns: dict[str, str]) -> str:
    zone = ZoneInfo(value["time_zone"])
    made = client.create_rotation(
        Name=name,
        ContactIds=[arns[person] for person in value["contacts"]],
        StartTime=datetime.fromisoformat(value["start"]).replace(tzinfo=zone),
        TimeZoneId=value["time_zone"],
        Recurrence=_recurrence(value),
        IdempotencyToken=name,
    )
    for override in value.get("overrides", []):
        client.create_rotation_override(
            RotationId=made["RotationArn"],
            NewContactIds=[arns[person] for person in override["contacts"]],
            StartTime=datetime.fromisoformat(override["from"]).replace(tzinfo=zone),
            EndTime=datetime.fromisoformat(override["until"]).replace(tzinfo=zone),
        )
    return str(made["RotationArn"])


def _recurrence(value: dict[str, Any]) -> dict[str, Any]:
    repeat, settings = value["repeat"], dict[str, Any]()
    if "daily" in repeat:
        daily = repeat["daily"]
        settings["DailySettings"] = [_clock(at) for at in (daily if isinstance(daily, list) else [daily])]
    if "weekly" in repeat:
        settings["WeeklySettings"] = [
            {"DayOfWeek": each["day"].upper(), "HandOffTime": _clock(each["at"])} for each in repeat["weekly"]
        ]
    if "monthly" in repeat:
        settings["MonthlySettings"] = [
            {"DayOfMonth": each["day"], "HandOffTime": _clock(each["at"])} for each in repeat["monthly"]
        ]
    if "cover" in value:
        settings["ShiftCoverages"] = {
            day.upper(): [_coverage(*span.split("-")) for span in spans] for day, spans in value["cover"].items()
        }
    return {"NumberOfOnCalls": value["on_call"], "RecurrenceMultiplier": repeat["every"], **settings}


def _coverage(start: str, end: str) -> dict[str, Any]:
    """The API's clock ends at 23:59: an end at midnight is that of the next day."""
    return {"Start": _clock(start), "End": _clock("00:00" if end == "24:00" else end)}


def _clock(text: str) -> dict[str, int]:
    hour, minute = text.split(":")
    return {"HourOfDay": int(hour), "MinuteOfHour": int(minute)}
