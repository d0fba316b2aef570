"""The SSM Contacts API on this machine, with an inbox in place of people.

    server      HTTP on loopback                         app         the doors: the API, and /_tocsin/
    wire        AWS JSON 1.1, errors                     faults      throttles, resets, hangs, lies on order
    shapes      input against botocore's service model   operations/ what each call does
    tokens, pagination, plans, rotas, inbox              state       SQLite: in memory, or in a file
    seed        people who exist from the start          resources   what an ARN stands for
    world, engagement, clock: plans walked in time       overview, live, web: what the page in the browser shows

It shares nothing with the engine but nouns: a fake that shares code with its client hides the client's bugs.
Importing it takes starlette and uvicorn: import it where it is used.
"""

from tocsin.choices import Choices
from tocsin.emulator.app import create_app
from tocsin.emulator.seed import load_people
from tocsin.emulator.server import serve
from tocsin.emulator.state import Home, State

__all__ = ["Choices", "Home", "State", "create_app", "load_people", "serve"]
