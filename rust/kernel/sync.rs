// SPDX-License-Identifier: GPL-2.0-only

//! Sharing between threads.

pub mod aref;
