// SPDX-License-Identifier: GPL-2.0-only

//! A suite of KUnit, in this crate's edition.

#![forbid(unsafe_code)]
#![deny(warnings)]

#[path = "../../suite.rs"]
mod suite;
