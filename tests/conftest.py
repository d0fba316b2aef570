import os

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
