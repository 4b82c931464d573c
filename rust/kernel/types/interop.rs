// SPDX-License-Identifier: GPL-2.0-only

//! Data structures that C made, seen from Rust.

pub mod list;
