"""The inbox for everybody: by keyboard, by screen reader, on a phone, in the dark, and with hostile messages."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from browser import tab
from emulator.paged import office, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

HOSTILE = '<img src=x onerror="window.harmed = true"><script>window.harmed = true</script>&lt;b&gt;'
BACKWARDS = "\N{RIGHT-TO-LEFT OVERRIDE}kcehc sdrawkcab"
UNBROKEN = "a" * 400


def active(page: Page) -> str:
    """What has the focus: its accessible text, roughly."""
    script = (
        "document.activeElement.ariaLabel ?? (document.activeElement.labels?.[0] ?? document.activeElement).innerText"
    )
    return str(page.evaluate(script)).strip()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on something called like that."""
    for _ in range(60):
        if active(page).startswith(name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name!r}")


DRAWN = """(count) =>
    document.querySelectorAll(".phone").length === count && document.querySelector(".engagement")"""


def phones(page: Page, count: int) -> None:
    """Wait for so many phones, and for the engagements, which the page reads beside the messages."""
    page.wait_for_function(DRAWN, arg=count)


def test_by_keyboard_alone(chromium: Browser) -> None:
    """A test page is sent, time passes, a code is typed, the engagement stopped: without a mouse, in reading order."""
    with office() as emulator, tab(chromium, emulator.url) as page:
        page.get_by_text("Nobody has been paged yet.").wait_for()
        page.keyboard.press("Tab")
        assert active(page) == "Skip to the messages"

        tab_to(page, "To")
        page.keyboard.type("Example")
        tab_to(page, "Send")
        page.keyboard.press("Enter")
        phones(page, 1)
        assert active(page) == "Send"

        page.reload()
        phones(page, 1)
        tab_to(page, "+5 min")
        page.keyboard.press("Space")
        phones(page, 3)
        assert active(page) == "+5 min"

        tab_to(page, "Code from a message to Bob Stone")
        page.keyboard.type(next(each["code"] for each in emulator.inbox() if each["contact"] == "bob"))
        page.keyboard.press("Enter")
        page.get_by_text("Acknowledged 03:17").wait_for()
        assert active(page) == "Code from a message to Bob Stone"

        tab_to(page, "Stop engagement")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Stop engagement").wait_for(state="hidden")
        assert active(page) == "This is a test page", "the focus stays near what went away"


OUTLINED = """() => {
    const node = document.activeElement;
    if (node === document.body) return true;
    const {outlineStyle, outlineWidth} = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const covered = document.elementsFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 15))[0];
    const visible = node.contains(covered) || !covered.closest(".clock");
    return outlineStyle === "solid" && parseFloat(outlineWidth) >= 2 && visible;
}"""
"""Whether what has the focus shows it, and is not hidden below the clock, which stays at the top."""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_focus_is_always_visible(chromium: Browser, width: int) -> None:
    with office() as emulator, tab(chromium, emulator.url, width=width, height=500) as page:
        start(emulator, "example_escalation")
        emulator.advance("5m")
        phones(page, 3)
        seen = set()
        for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
            page.keyboard.press(key)
            seen.add(active(page))
            assert page.evaluate(OUTLINED), (key, active(page))
        assert {"Messages to Akua Mansa", "Code from a message to Akua Mansa", "Send", "Reset"} <= seen


def test_focus_and_typing_survive_what_arrives(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "chen")
        phones(page, 1)
        field = page.get_by_label("Code from a message to Chen Li")
        field.fill("12")
        page.evaluate("document.activeElement.dataset.mine = 'yes'")
        start(emulator, "akuam")
        start(emulator, "bob")
        phones(page, 3)
        page.keyboard.type("34")

        expect(field).to_have_value("1234")
        assert page.evaluate("document.activeElement.dataset.mine") == "yes"


def test_new_messages_are_announced_once_and_old_ones_never(chromium: Browser) -> None:
    with office() as emulator:
        start(emulator, "chen")
        with tab(chromium, emulator.url) as page:
            phones(page, 1)
            page.evaluate("""() => {
                window.heard = [];
                const region = document.getElementById("announcer");
                const note = () => region.textContent && window.heard.push(region.textContent);
                new MutationObserver(note).observe(region, {childList: true, subtree: true, characterData: true});
            }""")
            start(emulator, "bob")
            phones(page, 2)
            emulator.advance("1m")
            page.get_by_text("03:13:10").wait_for()
            emulator.advance("4m")
            page.get_by_text("03:17:10").wait_for()

            assert page.evaluate("window.heard") == [
                "SMS to Bob Stone: Checkout errors; E-mail to Bob Stone: Checkout answers 5xx on 7% of requests",
                "Call to Chen Li: Checkout answers 5xx on 7% of requests; SMS to Bob Stone: Checkout errors",
            ]
            expect(page.locator("[aria-live]")).to_have_count(1)
            expect(page.locator(".thread[aria-live], [role=log]")).to_have_count(0)


def tree(page: Page) -> list[dict[str, Any]]:
    """Chromium's accessibility tree: role and name of every node that assistive technology gets."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
        for node in nodes
        if not node["ignored"]
    ]


CONTROLS = {"button", "link", "textbox", "combobox", "spinbutton", "DisclosureTriangle", "option", "MenuListPopup"}


def test_the_accessibility_tree(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "example_escalation")
        emulator.advance("5m")
        phones(page, 3)
        nodes = tree(page)

    assert [node for node in nodes if node["role"] in CONTROLS - {"MenuListPopup"} and not node["name"].strip()] == []
    roles = Counter(node["role"] for node in nodes)
    assert (roles["banner"], roles["main"]) == (1, 1)
    assert {node["name"] for node in nodes if node["role"] == "region"} == {"Clock", "Messages", "Engagements", "Tools"}
    articles = [node["name"] for node in nodes if node["role"] == "article"]
    assert articles == ["Akua Mansa", "Bob Stone", "Chen Li", "Checkout answers 5xx on 7% of requests"]
    buttons = [node["name"] for node in nodes if node["role"] == "button" and node["name"].startswith("Acknowledge ")]
    assert len(buttons) == len(set(buttons)) == 4


def test_headings_are_in_order(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "akuam")
        phones(page, 1)
        script = (
            "[...document.querySelectorAll('h1,h2,h3,h4')].filter((h) => h.checkVisibility()).map((h) => h.tagName)"
        )
        levels = [int(name[1]) for name in page.evaluate(script)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen(chromium: Browser, width: int) -> None:
    with office() as emulator, tab(chromium, emulator.url, width=width, height=740) as page:
        start(emulator, "example_escalation", Content=UNBROKEN, PublicContent=UNBROKEN, Subject=UNBROKEN)
        emulator.advance("5m")
        phones(page, 3)
        page.get_by_text("Other…").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        inside = """(width) => [...document.querySelectorAll("main *, .panel *, .clock *")]
            .filter((each) => each.checkVisibility() && !each.closest("svg, .unseen, .reply label"))
            .filter((each) => each.getBoundingClientRect().right > width + 1 || each.getBoundingClientRect().left < -1)
            .map((each) => each.outerHTML.slice(0, 80))"""
        assert page.evaluate(inside, width) == []


def test_controls_are_large_enough_for_a_finger(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url, width=360, height=740) as page:
        start(emulator, "akuam")
        phones(page, 1)
        small = """[...document.querySelectorAll("button, input, select, #other > summary")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 60), each.getBoundingClientRect().height])
            .filter(([, height]) => height < 24)"""
        assert page.evaluate(small) == []


CONTRAST = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgba = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => [r, g, b]
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = (node) => {
        for (let each = node; each; each = each.parentElement) {
            const color = rgba(getComputedStyle(each).backgroundColor);
            if (color[3] > 230) return color;
        }
        return rgba("Canvas");
    };
    const contrast = (node) => {
        const [one, other] = [luminance(rgba(getComputedStyle(node).color)), luminance(ground(node))];
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const [poor, seen] = [[], new Set()];
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        const visible = texts.currentNode.data.trim() && node.checkVisibility({opacityProperty: true});
        if (!visible || seen.has(node) || node.closest("option")) continue;
        seen.add(node);
        if (contrast(node) < 4.5) poor.push([node.className, texts.currentNode.data.trim(), contrast(node)]);
    }
    return [poor, seen.size];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(chromium: Browser, scheme: Any) -> None:
    with office() as emulator, tab(chromium, emulator.url, scheme=scheme) as page:
        start(emulator, "bob", Subject="unanswered")
        emulator.advance("1h")
        stopped = start(emulator, "bob", Subject="stopped")
        emulator.client().stop_engagement(EngagementId=stopped)
        start(emulator, "akuam")
        start(emulator, "example_escalation")
        emulator.advance("6m")
        phones(page, 3)
        page.get_by_role("article", name="Akua Mansa").get_by_role("button", name="Press 1").first.click()
        page.get_by_text("Acknowledged", exact=False).first.wait_for()
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        poor, looked_at = page.evaluate(CONTRAST)

    assert dark == (scheme == "dark")
    assert looked_at > 80
    assert poor == []


def test_hostile_messages_are_text(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        texts = dict.fromkeys(("Subject", "Content", "PublicSubject", "PublicContent"), HOSTILE)
        start(emulator, "akuam", **texts)
        emulator.client().create_contact_channel(
            ContactId=emulator.arn("akuam"),
            Name="x",
            Type="EMAIL",
            DeliveryAddress={"SimpleAddress": "<b>x</b>@example.com"},
        )
        phones(page, 1)
        page.get_by_text("What happened").click()

        expect(page.locator(".sms .content")).to_have_text(HOSTILE)
        expect(page.locator(".mail .content")).to_have_text(HOSTILE)
        expect(page.locator(".engagement h3")).to_have_text(HOSTILE)
        expect(page.get_by_text("<b>x</b>@example.com").first).to_be_visible()
        expect(page.locator("img, main script, main b")).to_have_count(0)
        assert page.evaluate("window.harmed") is None


ATTEMPTS = {
    "markup": "(node) => { node.innerHTML = '<img src=x onerror=\"window.harmed = true\">'; }",
    "a handler": "(node) => { node.setAttribute('onclick', 'window.harmed = true'); node.click(); }",
    "a script": "(node) => { const script = document.createElement('script');"
    " script.append('window.harmed = true'); node.append(script); }",
    "a script from elsewhere": "(node) => { const script = document.createElement('script');"
    " script.src = 'data:text/javascript,window.harmed=true'; node.append(script); }",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_nothing_would_run_even_if_it_came_in(chromium: Browser, attempt: str) -> None:
    """The second wall: the page's policy refuses what is no file of its own, whatever its scripts get wrong."""
    expected = ("Trusted", "Content Security Policy")
    with office() as emulator, tab(chromium, emulator.url, expected=expected) as page:
        page.get_by_text("Nobody has been paged yet.").wait_for()
        refused = page.evaluate(
            f"() => {{ try {{ ({attempt})(document.body); }} catch (error) {{ return error.name; }} }}"
        )
        page.wait_for_timeout(100)
        assert refused in {"TypeError", None}
        assert page.evaluate("window.harmed") is None


def test_text_that_runs_backwards_stays_in_its_place(chromium: Browser) -> None:
    with office() as emulator, tab(chromium, emulator.url) as page:
        start(emulator, "akuam", Subject=BACKWARDS, Content="שלום", PublicSubject=BACKWARDS, Sender="checkout-watch")
        phones(page, 1)
        script = """[...document.querySelectorAll(".subject, .content, .engagement h3")]
            .filter((each) => each.textContent)
            .map((each) => [each.dir, getComputedStyle(each).unicodeBidi])"""
        found = page.evaluate(script)
        assert len(found) >= 6
        assert all(
            direction == "auto" and isolation in {"isolate", "plaintext", "isolate-override"}
            for direction, isolation in found
        )
        direction = page.locator(".mail .content").evaluate("(node) => getComputedStyle(node).direction")
        assert direction == "rtl"
