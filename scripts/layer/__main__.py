# SPDX-License-Identifier: GPL-2.0-only
"""Dispatches a command of the front door: `python3 scripts/layer COMMAND`."""

import importlib
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# pylint: disable=wrong-import-position
from layer.errors import Stop  # noqa: E402

COMMANDS = {
    "run": "run", "test": "test", "check": "check", "matrix": "matrix", "docs": "docs",
    "figures": "figures", "bench": "bench", "sweep": "sweep", "mainline": "mainline", "random": "random_configs",
    "compile": "compile_cells",
    "module": "module", "module-template": "template", "module-explain": "explain",
    "bundle": "bundle", "dkms": "dkms",
    "integrate": "tree_commands:integrate_main", "disintegrate": "tree_commands:disintegrate_main",
    "tools": "tree_commands:tools_main",
}


def _terminated(*_):
    raise KeyboardInterrupt


def main(arguments):
    """Runs one command; a Stop becomes its sentence on stderr and status 2."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"Commands: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _terminated)
    module, _, function = COMMANDS[arguments[0]].partition(":")
    try:
        return getattr(importlib.import_module(f"layer.{module}"), function or "main")()
    except Stop as stop:
        sys.stdout.flush()
        for line in stop.detail:
            print(line, file=sys.stderr)
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
