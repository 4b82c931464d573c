# SPDX-License-Identifier: GPL-2.0-only
"""The checks of `make check`: each takes the repository's files and returns complaints."""
