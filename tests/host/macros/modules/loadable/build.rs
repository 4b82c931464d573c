// SPDX-License-Identifier: GPL-2.0-only

//! Says what Kbuild would say.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=MODULE");
    println!("cargo::rustc-cfg=CONFIG_KUNIT=\"y\"");
    println!("cargo::rustc-env=RUST_MODFILE=drivers/everything/everything");
    // A kernel's linker script keeps the sections that nothing refers to.
    println!("cargo::rustc-link-arg=-Wl,--no-gc-sections");
}
