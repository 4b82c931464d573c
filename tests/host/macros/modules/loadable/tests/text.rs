// SPDX-License-Identifier: GPL-2.0-only

//! The macros that are used inside functions, in this crate's edition.

#![forbid(unsafe_code)]
#![deny(warnings)]

#[path = "../../text.rs"]
mod text;
