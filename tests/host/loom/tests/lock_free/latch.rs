// SPDX-License-Identifier: GPL-2.0-only

//! A list that is replaced while it is read.

#[path = "../../../../../rust/kernel/module_param/latch.rs"]
#[allow(dead_code)]
mod file;

use self::file::Latch;
use kernel::module_param::{Scalar, Values};
use kernel_loom_tests::{fails, holds, run, share, Mutant};

type List = Latch<u8, 2>;

fn replace(list: &List, values: &[u8]) {
    list.replace(values.iter().copied().map(Ok)).unwrap();
}

/// What a reader sees: the elements, and how many there are.
fn read(list: &List) -> ([u8; 2], usize) {
    list.read(|copy| {
        let mut seen = [0; 2];
        let len = copy.copy_to(&mut seen);
        (seen, len)
    })
}

fn one_replaces() {
    share(List::new([1, 1]), |list| {
        let writer = run(move || replace(list, &[2, 2]));
        let (seen, len) = read(list);
        assert!(len == 2 && seen[0] == seen[1], "half of a list");
        writer.join();
        assert_eq!(read(list), ([2, 2], 2));
    });
}

/// The second replacement is of the copy that a slow reader is in.
fn one_replaces_twice() {
    share(List::new([1, 1]), |list| {
        let writer = run(move || {
            replace(list, &[2, 2]);
            replace(list, &[3]);
        });
        let seen = read(list);
        assert!(matches!(seen, ([1, 1], 2) | ([2, 2], 2) | ([3, 0], 1)));
        writer.join();
    });
}

#[test]
fn a_reader_sees_a_whole_list() {
    holds(one_replaces);
    fails(&[Mutant::NoAcquire, Mutant::NoRelease], one_replaces);
}

#[test]
fn a_reader_that_is_overtaken_starts_again() {
    holds(one_replaces_twice);
    fails(&[Mutant::NoFences], one_replaces_twice);
}
