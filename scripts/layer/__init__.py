# SPDX-License-Identifier: GPL-2.0-only
"""Host side of the Rust layer: sets up, integrates, builds, boots, checks."""
