// SPDX-License-Identifier: GPL-2.0-only

//! The configuration that the `kernel` crate sees under the model checker.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=testlib");
    println!("cargo::rustc-cfg=loom");
    for option in ["64BIT", "MMU", "PRINTK", "RUST"] {
        println!("cargo::rustc-cfg=CONFIG_{option}");
        println!("cargo::rustc-cfg=CONFIG_{option}=\"y\"");
    }
}
