// SPDX-License-Identifier: GPL-2.0-only

//! A part of the module.

pub(crate) fn number() -> u32 {
    1
}
