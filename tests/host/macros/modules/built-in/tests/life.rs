// SPDX-License-Identifier: GPL-2.0-only

//! The module built into the kernel: its sections, its parameters and its life.

#[path = "../../elf.rs"]
mod elf;
#[path = "../../params.rs"]
mod params;

use built_in::EVENTS;
use std::ffi::c_int;
use std::sync::atomic::Ordering;

unsafe extern "C" {
    fn __every_thing_init() -> c_int;
    fn __every_thing_exit();
}

#[test]
fn parameters_are_set_then_the_module_lives_once() {
    assert!(!built_in::has_struct_module());
    assert_eq!(params::set("every_thing.enabled", "n"), 0);
    assert_eq!(params::set("every_thing.count", "5"), 0);
    assert_eq!(EVENTS.load(Ordering::Relaxed), 2);
    // SAFETY: The calls follow the order of the kernel.
    unsafe {
        assert_eq!(__every_thing_init(), 0);
        assert_eq!(EVENTS.load(Ordering::Relaxed), 102);
        __every_thing_exit();
    }
    assert_eq!(EVENTS.load(Ordering::Relaxed), 1002);
}

#[test]
fn param_section_has_no_owner() {
    assert_eq!(params::entries().len(), 9);
    assert!(params::entries().iter().all(|entry| entry.mod_.is_null()));
}

#[test]
fn modinfo_is_prefixed_and_names_the_file() {
    let modinfo = modinfo();
    assert!(
        modinfo.iter().all(|line| line.starts_with("every_thing.")),
        "{modinfo:?}"
    );
    for line in [
        "license=GPL",
        "parm=count:How often",
        "file=drivers/everything/everything",
    ] {
        assert!(modinfo.contains(&format!("every_thing.{line}")), "{line}");
    }
}

#[test]
fn initcall_entry_is_relative() {
    let elf = elf::Elf::of_this_program();
    let (place, entry) = &elf.sections[".initcall6.init"];
    let entry = i32::from_le_bytes(
        entry
            .as_slice()
            .try_into()
            .expect("one entry of four bytes"),
    );
    let (init, section) = &elf.symbols["__every_thing_init"];
    assert_eq!(place.wrapping_add_signed(entry.into()), *init);
    assert_eq!(section, ".init.text");
    assert_eq!(elf.symbols["__every_thing_exit"].1, ".exit.text");
    assert_eq!(
        elf.symbols["__initcall__kmod_every_thing__rust_init6"].0,
        *place
    );
    assert_eq!(elf.sections[".exitcall.exit"].1.len(), size_of::<usize>());
}

/// The strings of `.modinfo`.
fn modinfo() -> Vec<String> {
    let elf = elf::Elf::of_this_program();
    let (_, contents) = &elf.sections[".modinfo"];
    let text = std::str::from_utf8(contents).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}
