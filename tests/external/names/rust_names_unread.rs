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
        // Made of C's names for numbers, some of which the tree has: it is copied as other structures of numbers.
        let message = bindings::i2c_msg::default();
        let copy = message;
        let address: bindings::__u16 = message.addr + copy.addr;
        pr_info!("{most} {sized} {address} {}\n", bindings::I2C_CLIENT_WAKE);
        Ok(Self)
    }
}
