"""The Pulumi program: `pulumi up` provisions the people and schedules of policies/ (docs/provisioning.md)."""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
sys.path.insert(0, str(PROJECT / "engine"))  # the engine of this project, and no other that may be installed

from tocsin.provision.program import deploy  # noqa: E402

deploy(PROJECT)
