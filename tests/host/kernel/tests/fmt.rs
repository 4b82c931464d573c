// SPDX-License-Identifier: GPL-2.0-only

//! `fmt!` and the traits behind it.

use kernel::fmt::HashedPtr;
use kernel::prelude::*;

fn shown(args: kernel::fmt::Arguments<'_>) -> String {
    args.to_string()
}

#[test]
fn options_reach_the_value() {
    let x = 255u8;
    assert_eq!(
        shown(fmt!("{:>5}|{:<5}|{:^5}|{:05}", x, x, x, x)),
        "  255|255  | 255 |00255"
    );
    assert_eq!(
        shown(fmt!("{:#x} {:X} {:#o} {:b}", x, x, x, x)),
        "0xff FF 0o377 11111111"
    );
    assert_eq!(shown(fmt!("{x:?} {x} {0} {y}", 1, y = 'c')), "255 255 1 c");
    assert_eq!(shown(fmt!("{0:1$} {3:.2$}", 1, 4, 2, "abc")), "   1 ab");
    assert_eq!(shown(fmt!("{{}} {:#?}", Some(1))), "{} Some(\n    1,\n)");
    assert_eq!(shown(fmt!("{:e}", 1500u32)), "1.5e3");
}

#[test]
fn nested_arguments() {
    assert_eq!(shown(fmt!("<{}>", fmt!("{}", 1))), "<1>");
    assert_eq!(shown(fmt!("{}", &&true)), "true");
}

#[test]
fn no_address_is_shown() {
    let x = 1u64;
    let address = format!("{:x}", (&raw const x).addr());
    let mut y = 2u64;
    let fat: &[u8] = &[1, 2];
    for text in [
        shown(fmt!("{:p}", &x)),
        shown(fmt!("{:p}", &raw const x)),
        shown(fmt!("{:p}", &raw mut y)),
        shown(fmt!("{:p}", std::ptr::NonNull::from(&x))),
        shown(fmt!("{:p}", HashedPtr(&x))),
        shown(fmt!("{:p}", fat)),
    ] {
        assert!(!text.contains(&address), "{text}");
        assert_eq!(text, "(____ptrval____)");
    }
}
