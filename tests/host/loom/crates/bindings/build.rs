// SPDX-License-Identifier: GPL-2.0-only

//! C's side is that of the model checker.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=loom");
}
