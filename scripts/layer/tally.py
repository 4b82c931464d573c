# SPDX-License-Identifier: GPL-2.0-only
"""Counts what passed and what failed, and says so in one form everywhere."""


class Tally:
    """The outcome of many checks. Nothing checked at all is not a success."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.failures = []

    def add(self, name, ok, detail=(), show=True):
        """Counts one check; a failing one is always shown, with its detail."""
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append(name)
        if show or not ok:
            print(f"  {'ok' if ok else 'FAILED':6} {name}", flush=True)
        if not ok:
            for line in detail:
                print(f"         {line}", flush=True)
        return ok

    def count(self, name, passed, failed, detail=()):
        """Counts the outcome of another program's tests."""
        self.passed += passed
        self.failed += failed
        if failed:
            self.failures.append(name)
        print(f"  {'FAILED' if failed else 'ok':6} {name}: {passed} passed, {failed} failed", flush=True)
        if failed:
            for line in detail:
                print(f"         {line}", flush=True)

    def skip(self, name, why):
        """Names a check that others do not let be; it is not counted as passed."""
        self.skipped += 1
        print(f"  --     {name}: {why}", flush=True)

    def finish(self):
        """Prints the summary, the last line of a run; returns the exit status."""
        if self.failures:
            print("\nFailed: " + "; ".join(self.failures[:20])
                  + (f"; and {len(self.failures) - 20} more" if len(self.failures) > 20 else ""))
        if self.skipped:
            print(f"{self.skipped} skipped")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.passed and not self.failed else 1
