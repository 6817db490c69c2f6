"""How far long work has come: told to whoever listens, to nobody otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What is worked on, the step that begins (0: none, it is done), and of how many (0: nobody knows).
Listener = Callable[[str, int, int], None]
Step = Callable[[int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` told while this goes on."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def work(name: str) -> Iterator[Step]:
    """Work on `name`: the function given says that a step of so many begins. However it ends, its end is told."""
    listener = _listener.get()
    told = False

    def step(number: int, steps: int) -> None:
        nonlocal told
        if listener is not None:
            told = True
            listener(name, number, steps)

    try:
        yield step
    finally:
        if told and listener is not None:
            listener(name, 0, 0)
