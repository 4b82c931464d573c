// SPDX-License-Identifier: GPL-2.0-only

//! A number is printed with a word into a file of debugfs.
#![forbid(unsafe_code)]

use kernel::{
    debugfs::{Dir, File},
    fmt,
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: Files,
    name: "debugfs_rust",
    description: "Benchmark: debugfs",
    license: "GPL",
}

fn show(turns: &Atomic<u64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{} turns", turns.load(Relaxed))
}

struct Files {
    _file: Pin<KBox<File<Atomic<u64>>>>,
}

impl kernel::Module for Files {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let folder = Dir::new(c"bench_debugfs_rust");
        let file = folder.read_callback_file(c"turns", Atomic::new(1234u64), &show);
        Ok(Self {
            _file: KBox::pin_init(file, GFP_KERNEL)?,
        })
    }
}
