// SPDX-License-Identifier: GPL-2.0-only

//! The module built as a loadable one: its sections, its parameters and its life.

#[path = "../../elf.rs"]
mod elf;
#[path = "../../params.rs"]
mod params;

use loadable::EVENTS;
use std::ffi::c_int;
use std::sync::atomic::Ordering;

extern "C" {
    fn init_module() -> c_int;
    fn cleanup_module();
}

fn events() -> i32 {
    EVENTS.swap(
        EVENTS.load(Ordering::Relaxed) / 100 * 100,
        Ordering::Relaxed,
    ) % 100
}

#[test]
fn parameters_are_set_then_the_module_lives_once() {
    assert!(loadable::has_struct_module());
    assert_eq!(
        loadable::show(),
        "-1 255 1099511627776 true \"none\" \"untitled\" [1, 2, 3] [false, false] 4"
    );

    for (name, value) in [
        ("count", "13"),
        ("narrow", "0"),
        ("wide", "18446744073709551615"),
        ("enabled", "n"),
        ("label", "x y"),
        ("title", "t"),
        ("levels", "7,8"),
        ("flags", "1,y"),
        ("type", "-4"),
    ] {
        assert_eq!(params::set(name, value), 0, "{name}");
    }
    assert_eq!(
        loadable::show(),
        "13 0 18446744073709551615 false \"x y\" \"t\" [7, 8, 3] [true, true] -4"
    );
    assert_eq!(events(), 2, "the callback saw the switch go off");

    assert_eq!(params::set("narrow", "256"), -34);
    assert_eq!(params::set("narrow", "abc"), -22);
    assert_eq!(params::set("levels", "1,2,3,4"), -22);
    assert_eq!(params::set("levels", "0"), -34, "refused by the callback");

    // SAFETY: The calls follow the order of the kernel: an `init` that fails has no `cleanup`.
    unsafe {
        assert_eq!(init_module(), -34, "`init` refuses this count");
        assert_eq!(EVENTS.load(Ordering::Relaxed), 0);
        assert_eq!(params::set("count", "5"), 0);
        assert_eq!(init_module(), 0);
        assert_eq!(EVENTS.load(Ordering::Relaxed), 100);
        cleanup_module();
        assert_eq!(
            EVENTS.load(Ordering::Relaxed),
            1000,
            "the instance was dropped"
        );
    }
}

#[test]
fn param_section_names_modes_and_owner() {
    let mut found: Vec<_> = params::entries()
        .iter()
        .map(|entry| (params::name(entry), entry.perm))
        .collect();
    found.sort_unstable();
    let expected = [
        ("count", 0),
        ("enabled", 0o644),
        ("flags", 0),
        ("label", 0),
        ("levels", 0),
        ("narrow", 0o444),
        ("title", 0),
        ("type", 0),
        ("wide", 0),
    ];
    assert_eq!(found, expected);
    assert!(params::entries().iter().all(|entry| !entry.mod_.is_null()));
}

#[test]
fn modinfo_holds_every_key() {
    let expected = [
        "author=Jane Doe",
        "author=John \"J\" Röe",
        "description=Says {everything}: once\\twice",
        "license=GPL",
        "alias=platform:everything",
        "alias=all",
        "firmware=everything.bin",
        "import_ns=EVERYTHING",
        "parmtype=count:i64",
        "parm=count:How often",
        "parmtype=narrow:u8",
        "parm=narrow:A byte",
        "parmtype=wide:u64",
        "parm=wide:Any constant expression",
        "parmtype=enabled:bool",
        "parm=enabled:A switch",
        "parmtype=label:charp",
        "parm=label:A string",
        "parmtype=title:charp",
        "parm=title:A C string",
        "parmtype=levels:array of u16",
        "parm=levels:An array",
        "parmtype=flags:array of bool",
        "parm=flags:Switches",
        "parmtype=type:i32",
        "parm=type:Named by a keyword",
    ];
    assert_eq!(modinfo(), expected);
}

#[test]
fn entry_points_are_where_the_kernel_frees_them() {
    let elf = elf::Elf::of_this_program();
    assert_eq!(elf.symbols["init_module"].1, ".init.text");
    assert_eq!(elf.symbols["cleanup_module"].1, ".exit.text");
    assert_eq!(elf.sections[".init.data"].1.len(), size_of::<usize>());
    assert_eq!(elf.sections[".exit.data"].1.len(), size_of::<usize>());
    assert!(!elf.sections.contains_key(".initcall6.init"));
    // Only the optimizer needs these: the kernel's linker scripts discard the section.
    let referenced = 2 + params::entries().len();
    assert_eq!(elf.sections[".discard.addressable"].1.len(), 4 * referenced);
}

#[test]
fn exported_function_has_its_c_name() {
    // SAFETY: The function is safe in Rust.
    assert_eq!(unsafe { kernel::bindings::rust_sum(2, 3) }, 5);
    assert_eq!(loadable::rust_sum(i32::MAX, 1), i32::MIN);
}

#[test]
fn vtable_tells_what_is_there() {
    use loadable::{File, Operations};
    const { assert!(<File as Operations>::HAS_OPEN && !<File as Operations>::HAS_CLOSE) };
    assert_eq!((File.open(), File.close()), (1, 0));
}

/// The strings of `.modinfo`.
fn modinfo() -> Vec<String> {
    let elf = elf::Elf::of_this_program();
    let (_, contents) = &elf.sections[".modinfo"];
    let text = std::str::from_utf8(contents).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}
