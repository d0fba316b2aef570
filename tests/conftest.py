import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from emulating import emulator, emulator_server

__all__ = ["emulator", "emulator_server"]

# A busy machine is no failure of the code; in CI the same examples are tried every time, elsewhere new ones.
settings.register_profile(
    "tocsin",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("tocsin")

HERE = Path(__file__).parent
SLOW = frozenset(
    {
        "commands/test_diff.py",
        "commands/test_page.py",
        "emulator/test_server.py",
        "execute/test_crashes.py",
        "execute/test_schedules.py",
        "reviews/diff/test_traps.py",
        "rotations/test_properties.py",
        "test_action.py",
        "test_pytest_plugin.py",
        "test_timeline_properties.py",
    }
)
"""Files whose tests start many processes or try many examples; with them `make test` would take too long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of SLOW."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).as_posix() in SLOW:
            item.add_marker(pytest.mark.slow)
