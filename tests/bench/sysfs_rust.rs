// SPDX-License-Identifier: GPL-2.0-only

//! A number is a file in `/sys/kernel`.
#![forbid(unsafe_code)]

use kernel::{
    fs::Registered,
    prelude::*,
    sync::atomic::Atomic,
    sysfs::{sysfs_folder, Folder, Place},
};

module! {
    type: Files,
    name: "sysfs_rust",
    description: "Benchmark: sysfs",
    license: "GPL",
}

static NUMBER: Atomic<u32> = Atomic::new(1234);

static FOLDER: Folder = sysfs_folder!(Place::Kernel, c"bench_sysfs_rust", {
    c"number": read_write(NUMBER),
});

struct Files {
    _folder: Registered<Folder>,
}

impl kernel::Module for Files {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Self {
            _folder: FOLDER.register()?,
        })
    }
}
