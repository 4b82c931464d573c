// SPDX-License-Identifier: GPL-2.0-only

//! The initcall of a built-in module, on an architecture whose initcalls are pointers.

#[path = "../../elf.rs"]
mod elf;

use absolute as _;
use std::ffi::c_int;

unsafe extern "C" {
    fn __every_thing_init() -> c_int;
}

#[test]
fn initcall_entry_is_a_pointer() {
    let elf = elf::Elf::of_this_program();
    let init = __every_thing_init as *const () as u64;
    let (linked_at, _) = elf.symbols["__every_thing_init"];
    let (place, entry) = &elf.sections[".initcall6.init"];
    assert_eq!(entry.len(), size_of::<usize>());
    let runtime_place = place + (init - linked_at);
    // SAFETY: The program's own section, loaded where its symbols are.
    assert_eq!(unsafe { *(runtime_place as *const u64) }, init);
}
