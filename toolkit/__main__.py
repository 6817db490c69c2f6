"""The console entry `recon`. It answers --version at once and leaves everything else to the command line program."""

from __future__ import annotations

import sys

from toolkit import __version__

TYPE_CHECKING = False  # importing typing costs more than --version may take
if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run `recon` with the arguments of this process and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"recon {__version__}\n")
        return
    import gc

    # A run makes many records and drops few: looking for cycles as often as Python does by default costs 5 %.
    gc.set_threshold(50_000)
    sys.exit(_program()(sys.argv[1:]))


def _program() -> Callable[[list[str]], int]:
    """`cli.run`: from the package in an installed wheel, from the folder above it in a checkout.

    A checkout's `cli.py` is loaded by its place, so that no other module called cli can stand in for it.
    """
    import importlib.util
    import os

    package = os.path.dirname(os.path.abspath(__file__))
    for folder in (package, os.path.dirname(package)):
        path = os.path.join(folder, "cli.py")
        if os.path.isfile(path):
            spec = importlib.util.spec_from_file_location("toolkit.cli", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module  # annotations are resolved through it
            spec.loader.exec_module(module)
            run: Callable[[list[str]], int] = module.run
            return run
    raise ModuleNotFoundError("cli.py is missing from this installation", name="cli")


if __name__ == "__main__":
    main()
