"""The inbox in a browser, as people use it: from an event to the end of the escalation, and everything on the way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

import sets
from browser import tab
from commands.driver import ROOT, tocsin
from emulator.paged import START, office, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

ESCALATION = """
    version: 1
    settings: {account: "111122223333", region: us-east-2, fallback: {page: akuam}}
    contacts:
      akuam: {name: Akua Mansa, channels: {phone: {sms: "+12065550100"}}, plan: [{notify: phone, retry: 2m, for: 5m}]}
      bob: {name: Bob Stone, channels: {call: {voice: "+12065550101"}}, plan: [{notify: call, retry: 4m, for: 10m}]}
      chen: {name: Chen Li, channels: {mail: {email: chen@example.com}}, plan: [{notify: mail, for: 10m}]}
    escalations:
      checkout: {stages: [{page: akuam, for: 5m}, {page: bob, for: 10m}, {page: chen, for: 10m}]}
"""
POLICY = "version: 1\npolicies: [{name: disks, match: {type: [disk-full]}, page: checkout, template: disks}]\n"
TEMPLATE = """
    {% block subject %}Disk full{% endblock %}{% block content %}The disk of db-1 is full.{% endblock %}
    {% block public_subject %}Disk full{% endblock %}{% block public_content %}A disk is full.{% endblock %}
"""
EVENT = {"type": "disk-full", "status": "firing", "id": "a", "starts_at": START}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def emulator_command(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`tocsin emulator` with the set of a folder, as a process of its own; ready when this returns."""
    options = ("--seed", "--port", str(port), "--state", "state.db", "--clock", "virtual", "--at", START)
    with subprocess.Popen(
        [sys.executable, "-m", "tocsin", "emulator", *options],
        cwd=folder, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "engine")},
    ) as process:  # fmt: skip
        assert process.stderr
        try:
            assert process.stderr.readline().startswith("export AWS_ENDPOINT_URL_SSM_CONTACTS=")
            yield process
        finally:
            process.kill()


def messages(page: Page, name: str) -> list[str]:
    """What the phone of somebody shows: channel, time, subject of each message."""
    phone = page.get_by_role("article", name=name)
    rows = phone.locator(".message").all()
    return [
        " ".join(row.locator(part).first.inner_text() for part in (".meta strong", ".meta time", ".subject"))
        for row in rows
    ]


def see(page: Page, text: str) -> None:
    page.get_by_text(text).first.wait_for()


def test_from_an_event_to_the_end_of_the_escalation(chromium: Browser, tmp_path: Path) -> None:
    """event -> SMS appears -> time passes, the next stage calls -> its code is typed -> nobody else is called."""
    folder = sets.write(tmp_path, {"people.yaml": ESCALATION, "a.yaml": POLICY, "disks.j2": TEMPLATE})
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with emulator_command(folder, port), tab(chromium, url) as page:
        see(page, "Nobody has been paged yet.")

        keys = {"AWS_ENDPOINT_URL_SSM_CONTACTS": url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        paged = tocsin("-C", str(folder), "page", "-", stdin=json.dumps(EVENT), env=keys)
        assert paged.code == 0, paged
        page.get_by_role("article", name="Akua Mansa").wait_for()
        assert messages(page, "Akua Mansa") == ["SMS 03:12 Disk full"]
        expect(page.get_by_role("article", name="Bob Stone")).to_have_count(0)

        page.get_by_role("button", name="+5 min").click()
        page.get_by_role("article", name="Bob Stone").wait_for()
        assert messages(page, "Akua Mansa") == [f"SMS {time} Disk full" for time in ("03:12", "03:14", "03:16")]
        assert messages(page, "Bob Stone") == ["Call 03:17 Disk full"]

        (call,) = (each for each in inbox(page) if each["contact"] == "bob")
        page.get_by_label("Code from a message to Bob Stone").fill(call["code"])
        page.get_by_role("article", name="Bob Stone").get_by_role("button", name="Acknowledge").click()
        see(page, "Acknowledged 03:17")
        expect(page.get_by_role("article", name="Disk full").locator(".status")).to_have_text(
            "Acknowledged", use_inner_text=True
        )

        page.get_by_role("button", name="+30 min").click()
        see(page, "It is 03:47:10.")
        assert messages(page, "Bob Stone") == ["Call 03:17 Disk full"]
        expect(page.get_by_role("article", name="Chen Li")).to_have_count(0)
        assert len(inbox(page)) == 4


def inbox(page: Page) -> list[dict[str, Any]]:
    return list(page.request.get(f"{page.url}_tocsin/inbox").json())


def test_it_says_when_the_emulator_is_gone_and_goes_on_when_it_is_back(chromium: Browser, tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"people.yaml": ESCALATION})
    port = free_port()
    url, expected = f"http://127.0.0.1:{port}", ("net::ERR_",)
    with emulator_command(folder, port) as first, tab(chromium, url, expected=expected) as page:
        see(page, "Live")
        first.send_signal(signal.SIGKILL)
        see(page, "The emulator does not answer.")
        with emulator_command(folder, port):
            page.get_by_text("The emulator does not answer.").wait_for(state="hidden")
            see(page, "Live")
            page.get_by_label("To", exact=True).select_option("Akua Mansa")
            page.get_by_role("button", name="Send", exact=True).click()
            page.get_by_role("article", name="Akua Mansa").wait_for()


def test_each_channel_shows_a_message_its_own_way(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "akuam")
        emulator.advance("5m")
        phone = page.get_by_role("article", name="Akua Mansa")
        phone.locator(".voice").wait_for()

        expect(phone.locator(".sms")).to_have_count(3)
        expect(phone.locator(".sms .bubble").first).to_have_text(
            "Checkout errors\n\nCheckout fails for customers in eu-central-1. Open the runbook.",
            use_inner_text=True,
        )
        expect(phone.locator(".sms").first.locator(".small")).to_have_text(
            "1 segment, GSM-7, 79 of 160", use_inner_text=True
        )
        expect(phone.locator(".sms").last).to_contain_text("try 3")
        mail = phone.locator(".mail dl").inner_text().split("\n")
        assert mail[0::2] == ["From", "To", "Subject"]
        assert mail[1::2] == ["checkout-watch", "akuam@example.com", "Checkout answers 5xx on 7% of requests"]
        expect(phone.locator(".voice blockquote")).to_contain_text("Press 1 to acknowledge")
        expect(phone.get_by_role("button", name="Press 1")).to_have_count(1)
        # A page that was tried three times is answered once: the last of its messages has the button.
        expect(phone.locator(".sms").get_by_role("button")).to_have_count(1)


def test_the_button_of_a_message_uses_its_code(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        engagement = start(emulator, "example_escalation")
        phone = page.get_by_role("article", name="Akua Mansa")
        code = emulator.inbox()[0]["code"]
        phone.get_by_role("button", name=f"Acknowledge {code}").click()

        see(page, "Akua Mansa acknowledged")
        phone.get_by_text("Answered by SMS 03:12").wait_for()  # on the e-mail: it needs no answer any more
        expect(phone.locator(".answer button:visible")).to_have_count(0)
        shown = emulator.engagements()[0]
        assert (shown["engagement"], shown["status"]) == (engagement, "acknowledged")
        assert [moment["what"] for moment in shown["timeline"]].count("acknowledged") == 1


def test_a_wrong_code_gets_the_answer_of_the_api(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url, expected=("status of 400",)) as page:
        start(emulator, "bob")
        phone = page.get_by_role("article", name="Bob Stone")
        field = phone.get_by_label("Code from a message")
        wrong = str((int(emulator.inbox()[0]["code"]) + 1) % 10**6).zfill(6)
        while wrong in {message["code"] for message in emulator.inbox()}:
            wrong = str((int(wrong) + 1) % 10**6).zfill(6)
        field.fill(wrong)
        field.press("Enter")

        phone.get_by_text("ValidationException").wait_for()
        expect(field).to_have_value(wrong)
        assert emulator.engagements()[0]["status"] == "running"


def test_what_comes_if_nobody_answers_and_going_there(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "example_escalation")
        article = page.get_by_role("article", name="Checkout answers")
        article.locator(".next li").first.wait_for()
        next_one = article.locator(".next li").first.inner_text().split()
        assert next_one == ["+2m", "SMS", "to", "Akua", "Mansa", "phone,", "try", "2", "03:14"]

        page.get_by_role("button", name="To the next page: 03:14").click()
        page.get_by_role("button", name="To the next page: 03:16").wait_for()
        assert emulator.http("GET", "clock")["time"] == "2026-03-12T03:14:10.000Z"
        assert article.locator(".past li").last.inner_text().split()[-1] == "03:14"


def test_stopping_an_engagement(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "example_escalation")
        article = page.get_by_role("article", name="Checkout answers")
        article.get_by_role("button", name="Stop engagement").click()
        article.get_by_text("Stopped", exact=True).first.wait_for()

        expect(article.get_by_role("button")).to_have_count(0)
        expect(article.locator(".next li")).to_have_count(0)
        expect(page.locator(".answer button:visible")).to_have_count(0)
        assert emulator.engagements()[0]["status"] == "stopped"


def test_the_clock_takes_any_length_and_any_later_time(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url, expected=("status of 400",)) as page:
        see(page, "Thu, 12 March 2026, UTC")
        page.get_by_text("Other…").click()
        page.get_by_label("Advance by").fill("1h 30m")
        page.get_by_label("Advance by").press("Enter")
        see(page, "It is 04:42:10.")
        page.get_by_label("Set to").fill("2026-03-29T01:00")
        page.get_by_role("button", name="Set", exact=True).click()
        see(page, "Sun, 29 March 2026, UTC")
        expect(page.locator("#now")).to_have_text("01:00:00", use_inner_text=True)
        page.get_by_label("Set to").fill("2026-03-01T01:00")
        page.get_by_role("button", name="Set", exact=True).click()
        see(page, "the clock only goes forward")


def test_faults_are_ordered_and_seen_until_they_have_struck(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        page.get_by_label("Fault", exact=True).select_option("throttle")
        page.get_by_label("Times").fill("2")
        page.get_by_role("button", name="Order", exact=True).click()
        see(page, "StartEngagement: throttle, 2 to come")
        with pytest.raises(Exception, match="ThrottlingException"):
            start(emulator, "akuam")
        see(page, "StartEngagement: throttle, 1 to come")


def test_a_test_page_and_a_fresh_start(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        page.get_by_label("To", exact=True).select_option("Bob Stone")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("article", name="Bob Stone").wait_for()
        assert {message["contact"] for message in emulator.inbox()} == {"bob"}

        page.get_by_role("button", name="Reset", exact=True).click()
        page.get_by_role("button", name="Keep everything").click()
        assert emulator.inbox()
        page.get_by_role("button", name="Reset", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Reset", exact=True).click()
        see(page, "Nobody has been paged yet.")
        expect(page.get_by_role("article")).to_have_count(0)
        assert emulator.inbox() == emulator.engagements() == []


def test_a_new_channel_is_activated_by_its_code(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        made = emulator.client().create_contact_channel(
            ContactId=emulator.arn("chen"),
            Name="phone",
            Type="SMS",
            DeliveryAddress={"SimpleAddress": "+12065550102"},
        )
        phone = page.get_by_role("article", name="Chen Li")
        phone.get_by_text("not activated").wait_for()
        phone.get_by_role("button", name=f"Activate with {emulator.inbox()[0]['code']}").click()
        phone.get_by_text("Activated", exact=True).wait_for()
        channel = emulator.client().get_contact_channel(ContactChannelId=made["ContactChannelArn"])
        assert channel["ActivationStatus"] == "ACTIVATED"


def test_an_emulator_without_people_says_how_to_get_some(chromium: Browser) -> None:
    with office(None) as emulator, tab(chromium, emulator.url) as page:
        see(page, "There are no contacts yet.")
        expect(page.locator("#try")).to_contain_text(f"export AWS_ENDPOINT_URL_SSM_CONTACTS={emulator.url}")


def test_a_long_thread_shows_its_end_first(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        for _ in range(23):
            start(emulator, "bob")
        phone = page.get_by_role("article", name="Bob Stone")
        phone.get_by_role("button", name="Show 6 earlier messages").click()
        page.wait_for_function("document.querySelectorAll('.message').length === 46")
        expect(phone.locator(".earlier")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("@£ΔΩñ§ü\r\n", "GSM-7", 9, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("^{}\\[~]|€\f", "GSM-7", 20, 1),
        ("a" * 159 + "€", "GSM-7", 161, 2),
        # Twice 153 septets would do, if the euro sign could be split between the two messages.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("`", "UCS-2", 1, 1),
        ("ç", "UCS-2", 1, 1),
        ("é" * 160, "GSM-7", 160, 1),
        ("я" * 70, "UCS-2", 70, 1),
        ("я" * 71, "UCS-2", 71, 2),
        ("я" * 134, "UCS-2", 134, 2),
        ("я" * 135, "UCS-2", 135, 3),
        ("🔥" * 35, "UCS-2", 70, 1),
        ("я" * 66 + "🔥" + "я" * 66, "UCS-2", 134, 3),
    ],
)
def test_segments_of_an_sms(counting: Page, text: str, encoding: str, units: int, count: int) -> None:
    script = "(text) => import('/_tocsin/web/sms.js').then((sms) => sms.segments(text))"
    got = counting.evaluate(script, text)
    assert (got["encoding"], got["units"], got["count"]) == (encoding, units, count)


@pytest.fixture(scope="module")
def counting(chromium: Browser) -> Iterator[Page]:
    with office() as emulator, tab(chromium, emulator.url) as page:
        yield page
