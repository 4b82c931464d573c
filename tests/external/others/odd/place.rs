// SPDX-License-Identifier: GPL-2.0-only

//! A part that lies elsewhere.

pub(crate) fn number() -> u32 {
    300
}
