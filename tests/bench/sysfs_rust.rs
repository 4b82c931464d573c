// SPDX-License-Identifier: GPL-2.0-only

//! A number is a file in `/sys/kernel`.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::atomic::Atomic,
    sysfs::{Parent, Registration},
};

module! {
    type: Files,
    name: "sysfs_rust",
    description: "Benchmark: sysfs",
    license: "GPL",
}

struct Files {
    _folder: Pin<KBox<Registration<Atomic<u32>>>>,
}

impl kernel::Module for Files {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let folder = Registration::new(
            Parent::kernel()?,
            c"bench_sysfs_rust",
            Atomic::new(1234u32),
            |number, files| files.read_write(c"number", number),
        );
        Ok(Self {
            _folder: KBox::pin_init(folder, GFP_KERNEL)?,
        })
    }
}
