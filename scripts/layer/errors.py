# SPDX-License-Identifier: GPL-2.0-only
"""The one way to give up."""


class Stop(Exception):
    """Ends the run with a non-zero status.

    The text is what the user reads: one sentence that says what is wrong and,
    where there is one, the way out. `detail` may hold lines shown above it.
    """

    def __init__(self, sentence, detail=()):
        super().__init__(sentence)
        self.detail = list(detail)
