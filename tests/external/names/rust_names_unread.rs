// SPDX-License-Identifier: GPL-2.0-only

//! A module that takes C names which no header has that is read so far.

use kernel::{bindings, prelude::*};

module! {
    type: Unread,
    name: "rust_names_unread",
    license: "GPL",
}

struct Unread;

impl kernel::Module for Unread {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: The function computes.
        let most = unsafe { bindings::fixp_sin32(90) };
        let sized = size_of::<bindings::i2c_board_info>() > bindings::I2C_NAME_SIZE as usize;
        pr_info!("{most} {sized} {}\n", bindings::I2C_CLIENT_WAKE);
        Ok(Self)
    }
}
