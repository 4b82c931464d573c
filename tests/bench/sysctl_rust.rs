// SPDX-License-Identifier: GPL-2.0-only

//! A number with bounds is a file in `/proc/sys`.
#![forbid(unsafe_code)]

use kernel::{fs::value::Ranged, prelude::*, sysctl::Registration};

module! {
    type: Files,
    name: "sysctl_rust",
    description: "Benchmark: sysctl",
    license: "GPL",
}

struct Files {
    _folder: Pin<KBox<Registration<Ranged<i32>>>>,
}

impl kernel::Module for Files {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let number = Ranged::new(1234, 0..=4_096)?;
        let folder = Registration::new(c"bench_sysctl_rust", number, |number, files| {
            files.read_write(c"number", number)
        });
        Ok(Self {
            _folder: KBox::pin_init(folder, GFP_KERNEL)?,
        })
    }
}
