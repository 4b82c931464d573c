// SPDX-License-Identifier: GPL-2.0-only

//! A number is printed with a word into a file of debugfs.
#![forbid(unsafe_code)]

use kernel::{
    debugfs::{debugfs_folder, Folder},
    fmt,
    fs::Registered,
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: Files,
    name: "debugfs_rust",
    description: "Benchmark: debugfs",
    license: "GPL",
}

static TURNS: Atomic<u64> = Atomic::new(1234);

fn show(turns: &Atomic<u64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{} turns", turns.load(Relaxed))
}

static FOLDER: Folder = debugfs_folder!(c"bench_debugfs_rust", {
    c"turns": read_callback(TURNS, show),
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
