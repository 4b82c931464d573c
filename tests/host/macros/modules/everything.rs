// SPDX-License-Identifier: GPL-2.0-only

//! A module that uses every key of `module!`, without a line of `unsafe`.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use kernel::prelude::*;
use std::sync::atomic::{AtomicI32, Ordering};

module! {
    type: Everything,
    name: "every-thing",
    authors: ["Jane Doe", "John \"J\" Röe"],
    description: "Says {everything}: once\\twice",
    license: "GPL",
    alias: ["platform:everything", "all"],
    firmware: ["everything.bin"],
    imports_ns: ["EVERYTHING"],
    params: {
        count: i64 {
            default: -1,
            description: "How often",
        },
        narrow: u8 {
            default: 0xff,
            description: "A byte",
            permissions: 0o444,
        },
        wide: u64 {
            default: LIMIT,
            description: "Any constant expression",
        },
        enabled: bool {
            default: true,
            description: "A switch",
            permissions: 0o644,
            callback: Everything::switched,
        },
        label: charp {
            default: "none",
            description: "A string",
        },
        title: charp {
            default: c"untitled",
            description: "A C string",
            callback: titled,
        },
        levels: [u16; 3] {
            default: [1, 2, 3],
            description: "An array",
            callback: levelled,
        },
        flags: [bool; 2] {
            default: [false; 2],
            description: "Switches",
        },
        r#type: i32 {
            default: 4,
            description: "Named by a keyword",
        },
    },
}

const LIMIT: u64 = 1 << 40;

/// Counts what happened: one for a callback, a hundred for an instance that is alive.
pub static EVENTS: AtomicI32 = AtomicI32::new(0);

/// The one instance.
pub struct Everything {
    count: i64,
}

impl Everything {
    fn switched(enabled: &bool) -> Result {
        EVENTS.fetch_add(if *enabled { 1 } else { 2 }, Ordering::Relaxed);
        Ok(())
    }
}

fn titled(title: &CStr) -> Result {
    if title.is_empty() {
        Err(EINVAL)
    } else {
        Ok(())
    }
}

fn levelled(levels: &[u16]) -> Result {
    if levels.contains(&0) {
        Err(ERANGE)
    } else {
        Ok(())
    }
}

impl kernel::Module for Everything {
    fn init(module: &'static ThisModule) -> Result<Self> {
        if module.as_ptr() != THIS_MODULE.as_ptr() || __LOG_PREFIX != b"every-thing\0" {
            return Err(EINVAL);
        }
        let count = module_parameters::count.value();
        if count == 13 {
            return Err(ERANGE);
        }
        EVENTS.fetch_add(100, Ordering::Relaxed);
        Ok(Self { count })
    }
}

impl Drop for Everything {
    fn drop(&mut self) {
        EVENTS.fetch_sub(100, Ordering::Relaxed);
        if self.count == 5 {
            EVENTS.fetch_add(1000, Ordering::Relaxed);
        }
    }
}

/// All parameters, as text.
pub fn show() -> String {
    use module_parameters as p;
    format!(
        "{} {} {} {} {:?} {:?} {:?} {:?} {}",
        p::count.value(),
        p::narrow.value(),
        p::wide.value(),
        p::enabled.value(),
        p::label.value(),
        p::title.value(),
        p::levels.value(),
        p::flags.value(),
        p::r#type.value(),
    )
}

/// Whether this code belongs to a loadable module, as far as its metadata says.
pub fn has_struct_module() -> bool {
    !<LocalModule as kernel::ModuleMetadata>::THIS_MODULE
        .as_ptr()
        .is_null()
        && <LocalModule as kernel::ModuleMetadata>::NAME == c"every-thing"
}

/// A function that C can call.
#[export]
pub extern "C" fn rust_sum(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b)
}

/// A trait whose functions may be missing.
#[vtable]
pub trait Operations {
    /// Opens.
    fn open(&self) -> i32 {
        0
    }
    /// Closes.
    fn close(&self) -> i32 {
        0
    }
}

/// Implements one of the two.
pub struct File;

#[vtable]
impl Operations for File {
    fn open(&self) -> i32 {
        1
    }
}

/// Cases for KUnit.
#[kunit_tests(everything)]
pub mod tests {
    #[test]
    fn passes() {
        assert!(true);
        assert_eq!(1, 1);
    }
}
