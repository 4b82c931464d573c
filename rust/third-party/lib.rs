// SPDX-License-Identifier: GPL-2.0-only

//! Cargo wants a target in every package; this one only names other crates.
