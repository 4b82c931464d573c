// SPDX-License-Identifier: GPL-2.0-only

//! A part with a part of its own.

mod inner;

pub(crate) fn number() -> u32 {
    inner::number() * 10
}
