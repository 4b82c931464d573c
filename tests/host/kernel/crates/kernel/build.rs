// SPDX-License-Identifier: GPL-2.0-only

//! The configuration that the `kernel` crate sees on the host.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Not a kernel: there is no kernel log, and panics are the standard library's.
    println!("cargo::rustc-cfg=testlib");
    for option in ["64BIT", "MMU", "PRINTK", "RUST", "RUST_MAPLE_TREE"] {
        println!("cargo::rustc-cfg=CONFIG_{option}");
        println!("cargo::rustc-cfg=CONFIG_{option}=\"y\"");
    }
}
