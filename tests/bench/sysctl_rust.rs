// SPDX-License-Identifier: GPL-2.0-only

//! A number with bounds is a file in `/proc/sys`.
#![forbid(unsafe_code)]

use kernel::{
    fs::{value::Ranged, Registered},
    prelude::*,
    sysctl::{sysctl_folder, Folder},
};

module! {
    type: Files,
    name: "sysctl_rust",
    description: "Benchmark: sysctl",
    license: "GPL",
}

static NUMBER: Ranged<i32> = Ranged::<i32>::constant(1234, 0..=4_096);

static FOLDER: Folder = sysctl_folder!(c"bench_sysctl_rust", {
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
