// SPDX-License-Identifier: GPL-2.0-only

//! A module whose file has a dash in its name, with a parameter of each kind.
#![forbid(unsafe_code)]

use kernel::prelude::*;

module! {
    type: Dashed,
    name: "rust_dashed",
    license: "GPL",
    params: {
        small: i8 { default: -1, description: "8 bits" },
        byte: u8 { default: 1, description: "8 bits without a sign", permissions: 0o444 },
        short: i16 { default: -2, description: "16 bits" },
        port: u16 { default: 2, description: "16 bits without a sign" },
        int: i32 { default: -3, description: "32 bits" },
        count: u32 { default: 3, description: "32 bits without a sign" },
        long: i64 { default: -4, description: "64 bits" },
        bytes: u64 { default: 4, description: "64 bits without a sign" },
        word: isize { default: -5, description: "A word" },
        size: usize { default: 5, description: "A word without a sign" },
        yes: bool { default: true, description: "Yes or no" },
        text: charp { default: "text", description: "A text" },
        list: [u32; 4] { default: [6, 7, 8, 9], description: "Up to four numbers" },
    },
}

struct Dashed;

impl kernel::Module for Dashed {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        use module_parameters::*;
        pr_info!(
            "{} {} {} {}\n",
            small.value(),
            byte.value(),
            short.value(),
            port.value()
        );
        pr_info!(
            "{} {} {} {}\n",
            int.value(),
            count.value(),
            long.value(),
            bytes.value()
        );
        pr_info!("{} {} {}\n", word.value(), size.value(), yes.value());
        pr_info!("{} {:?}\n", &*text.value(), &list.value()[..]);
        pr_info!("flag: {}\n", cfg!(others_flag));
        Ok(Self)
    }
}
