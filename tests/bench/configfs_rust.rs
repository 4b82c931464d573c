// SPDX-License-Identifier: GPL-2.0-only

//! A number in a folder of configfs.
#![forbid(unsafe_code)]

use kernel::{
    configfs::{configfs_attrs, AttributeOperations, Subsystem},
    fmt::Write,
    page::PAGE_SIZE,
    prelude::*,
    str::{parse_int::ParseInt, BStr, Formatter},
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: Files,
    name: "configfs_rust",
    description: "Benchmark: configfs",
    license: "GPL",
}

struct Number {
    value: Atomic<u32>,
}

#[vtable]
impl AttributeOperations<0> for Number {
    type Data = Number;

    fn show(number: &Number, page: &mut [u8; PAGE_SIZE]) -> Result<usize> {
        let mut text = Formatter::new(page);
        writeln!(text, "{}", number.value.load(Relaxed))?;
        Ok(text.bytes_written())
    }

    fn store(number: &Number, page: &[u8]) -> Result {
        let value = u32::from_str(BStr::from_bytes(page.trim_ascii_end()))?;
        number.value.store(value, Relaxed);
        Ok(())
    }
}

#[pin_data]
struct Files {
    #[pin]
    _folder: Subsystem<Number>,
}

impl kernel::InPlaceModule for Files {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let item_type = configfs_attrs! {
            container: Subsystem<Number>,
            data: Number,
            attributes: [ number: 0 ],
        };
        try_pin_init!(Self {
            _folder <- Subsystem::new(
                c"bench_configfs_rust",
                item_type,
                try_init!(Number { value: Atomic::new(1234) }),
            ),
        })
    }
}
