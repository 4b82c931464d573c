// SPDX-License-Identifier: GPL-2.0-only

//! A number in a folder of configfs.
#![forbid(unsafe_code)]

use kernel::{
    configfs::{configfs_folder, Folder},
    fs::Registered,
    prelude::*,
    sync::atomic::Atomic,
};

module! {
    type: Files,
    name: "configfs_rust",
    description: "Benchmark: configfs",
    license: "GPL",
}

static NUMBER: Atomic<u32> = Atomic::new(1234);

static FOLDER: Folder = configfs_folder!(c"bench_configfs_rust", {
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
