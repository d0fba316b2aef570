"""A customer's name in the event reaches the mailbox, never the SMS, though a public field repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smoke.paging import alert, page

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

FILES = {
    "a.yaml": """
        version: 1
        alerts:
          disk-full:
            fields:
              alert.labels.host: {visibility: public}
              alert.labels.customer: {visibility: secret}
        policies: [{name: p, alert: disk-full, page: akuam, template: t}]
        """,
    "t.j2": """
        {% block subject %}Disk of {{ alert.labels.customer }}{% endblock %}
        {% block content %}c{% endblock %}
        {% block public_subject %}{{ alert.labels.host }}{% endblock %}
        {% block public_content %}{{ alert.labels.host }} is full{% endblock %}
        """,
}


def test_it(emulator: Emulator, tmp_path: Path) -> None:
    event = alert(labels={"host": "db-acme-corp", "customer": "acme-corp"})

    sms, mail = page(emulator, tmp_path, FILES, event)

    assert "acme-corp" in mail["subject"]
    assert "acme-corp" not in f"{sms['subject']} {sms['content']}"
    assert "policy p" in sms["content"]
