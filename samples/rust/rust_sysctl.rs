// SPDX-License-Identifier: GPL-2.0-only

//! Values below `/proc/sys`: integers with bounds, a boolean, a text, and one of the sample's own.
#![forbid(unsafe_code)]

use kernel::{
    fmt,
    fs::value::{Ranged, Show, Store, Text},
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
    sysctl,
};

module! {
    type: RustSysctl,
    name: "rust_sysctl",
    description: "Rust sysctl sample",
    license: "GPL",
}

/// How fast to go. Users see a word.
struct Speed {
    fast: Atomic<bool>,
}

impl Show for Speed {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.fast.load(Relaxed) {
            "fast"
        } else {
            "slow"
        })
    }
}

impl Store for Speed {
    fn store(&self, text: &str) -> Result {
        let fast = match text {
            "fast" => true,
            "slow" => false,
            _ => return Err(EINVAL),
        };
        self.fast.store(fast, Relaxed);
        pr_info!("now {text}\n");
        Ok(())
    }
}

#[pin_data]
struct Settings {
    level: Ranged<i32>,
    bytes: Atomic<u64>,
    enabled: Atomic<bool>,
    loads: Atomic<u32>,
    #[pin]
    name: Text<8>,
    speed: Speed,
}

#[pin_data(PinnedDrop)]
struct RustSysctl {
    #[pin]
    settings: sysctl::Registration<Settings>,
}

impl kernel::InPlaceModule for RustSysctl {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let settings = try_pin_init!(Settings {
            level: Ranged::new(3, -1..=7)?,
            bytes: Atomic::new(0),
            enabled: Atomic::new(false),
            loads: Atomic::new(1),
            name <- Text::new("eth0"),
            speed: Speed {
                fast: Atomic::new(false),
            },
        });
        try_pin_init!(Self {
            settings <- sysctl::Registration::new(c"dev/rust_sysctl", settings, |settings, files| {
                files.read_write(c"level", &settings.level)?;
                files.read_write(c"bytes", &settings.bytes)?;
                files.read_write(c"enabled", &settings.enabled)?;
                files.read_only(c"loads", &settings.loads)?;
                files.read_write(c"name", &settings.name)?;
                files.read_write(c"speed", &settings.speed)
            }),
            _: {
                pr_info!("the folder is there\n");
            },
        })
    }
}

#[pinned_drop]
impl PinnedDrop for RustSysctl {
    fn drop(self: Pin<&mut Self>) {
        let settings = &self.settings;
        pr_info!(
            "level {}, {} bytes, enabled: {}, name {}\n",
            settings.level.get(),
            settings.bytes.load(Relaxed),
            settings.enabled.load(Relaxed),
            &*settings.name.lock(),
        );
    }
}
