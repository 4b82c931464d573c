// SPDX-License-Identifier: GPL-2.0-only

//! Folders that are constants: files for statics in `/proc/sys`, `/sys` and debugfs.
#![forbid(unsafe_code)]

use kernel::{
    debugfs::{self, debugfs_folder},
    fmt,
    fs::{value::Ranged, Registered},
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
    sysctl::{self, sysctl_folder},
    sysfs::{self, sysfs_folder, Place},
};

module! {
    type: RustFolders,
    name: "rust_folders",
    description: "Rust folders sample",
    license: "GPL",
}

static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, -1..=7);
static ENABLED: Atomic<bool> = Atomic::new(false);
static TURNS: Atomic<u64> = Atomic::new(1);

fn show(turns: &Atomic<u64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{} turns at {}", turns.load(Relaxed), LEVEL.get())
}

static SETTINGS: sysctl::Folder = sysctl_folder!(c"dev/rust_folders", {
    c"level": read_write(LEVEL),
    c"turns": read_only(TURNS),
});

static STATE: sysfs::Folder = sysfs_folder!(Place::Kernel, c"rust_folders", {
    c"enabled": read_write(ENABLED),
    c"turns": read_only(TURNS),
    c"set_turns": write_only(TURNS),
});

static INSIDE: debugfs::Folder = debugfs_folder!(c"rust_folders", {
    c"turns": read_callback(TURNS, show),
    c"enabled": read_write(ENABLED),
});

struct RustFolders {
    _settings: Registered<sysctl::Folder>,
    _state: Registered<sysfs::Folder>,
    _inside: Registered<debugfs::Folder>,
}

impl kernel::Module for RustFolders {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let folders = Self {
            _settings: SETTINGS.register()?,
            _state: STATE.register()?,
            _inside: INSIDE.register()?,
        };
        // It is there already.
        if SETTINGS.register().is_ok() {
            return Err(EINVAL);
        }
        pr_info!("the folders are there\n");
        Ok(folders)
    }
}

impl Drop for RustFolders {
    fn drop(&mut self) {
        pr_info!("level {}, {} turns\n", LEVEL.get(), TURNS.load(Relaxed));
    }
}
