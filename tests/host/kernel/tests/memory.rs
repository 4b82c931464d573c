// SPDX-License-Identifier: GPL-2.0-only

//! Alignment, projection, values as bytes, flags, and lists of C's.

use kernel::alloc::flags::GFP_KERNEL;
use kernel::error::{code::ERANGE, Error, Result};
use kernel::interop::list::clist_create;
use kernel::ptr::{const_align_up, project, Alignable, Alignment, KnownSize};
use kernel::transmute::{AsBytes, FromBytes};
use kernel::types::{CovariantForLt, ForLt};
use kernel_host_tests::Random;

#[test]
fn alignments_are_powers_of_two() {
    for n in 0..5000 {
        let found = Alignment::new_checked(n);
        assert_eq!(found.is_some(), n.is_power_of_two());
        if let Some(align) = found {
            assert_eq!((align.as_usize(), align.as_nonzero().get()), (n, n));
            assert_eq!((1 << align.log2(), align.mask()), (n, !(n - 1)));
        }
    }
    assert!(Alignment::new::<8>() < Alignment::new::<16>());
}

#[test]
fn rounding() {
    for shift in 0..64 {
        let align = Alignment::new_checked(1 << shift).unwrap();
        let wide = 1u128 << shift;
        for value in 0..=u8::MAX {
            let down = u128::from(value) / wide * wide;
            assert_eq!(u128::from(value.align_down(align)), down);
            let up = u128::from(value).div_ceil(wide) * wide;
            assert_eq!(value.align_up(align), u8::try_from(up).ok());
            let near_end = usize::MAX - usize::from(value);
            let up = (near_end as u128).div_ceil(wide) * wide;
            assert_eq!(near_end.align_up(align), usize::try_from(up).ok());
            assert_eq!(const_align_up(near_end, align), usize::try_from(up).ok());
            assert_eq!(
                near_end.align_down(align) as u128,
                near_end as u128 / wide * wide
            );
        }
    }
}

#[test]
fn sizes_without_values() {
    assert_eq!(u64::size(std::ptr::null()), 8);
    let slice = std::ptr::slice_from_raw_parts(std::ptr::dangling::<u16>(), 5);
    assert_eq!(<[u16]>::size(slice), 10);
    assert_eq!(
        (<[u16]>::MIN_SIZE, <[u16]>::MIN_ALIGN),
        (0, Alignment::new::<2>())
    );
}

struct Inner {
    _pad: u8,
    words: [u32; 6],
}

struct Outer {
    _first: u64,
    inner: [Inner; 3],
}

/// The distance from `Outer` to an element, by projection of a pointer that is none.
fn distance(i: usize, j: usize) -> Result<usize> {
    let base = std::ptr::without_provenance::<Outer>(0x1000);
    Ok(project!(base, .inner[try: i].words[try: j]).addr() - 0x1000)
}

#[test]
fn projection_is_arithmetic() {
    let real = Outer {
        _first: 0,
        inner: [const {
            Inner {
                _pad: 0,
                words: [0; 6],
            }
        }; 3],
    };
    for i in 0..5 {
        for j in 0..8 {
            let expected = real.inner.get(i).and_then(|inner| inner.words.get(j));
            let expected =
                expected.map(|word| std::ptr::from_ref(word).addr() - (&raw const real).addr());
            assert_eq!(distance(i, j).ok(), expected);
        }
    }
    assert_eq!(distance(3, 0), Err(ERANGE));
}

#[test]
fn projected_ranges() {
    let mut words = [1u32, 2, 3, 4, 5];
    let slice: *mut [u32] = &mut words;
    for start in 0..8 {
        for end in 0..8 {
            let got = (|| Ok::<_, Error>(project!(slice, [try: start..end])))();
            let expected = [1u32, 2, 3, 4, 5].get(start..end).map(<[u32]>::to_vec);
            // SAFETY: The array is alive.
            assert_eq!(got.ok().map(|p| unsafe { &*p }.to_vec()), expected);
        }
    }
    let all = project!(mut slice, [panic: ..]);
    let tail = project!(mut slice, [build: 1..][panic: ..2][panic: 1]);
    // SAFETY: As above.
    unsafe { *tail = 9 };
    // SAFETY: As above.
    assert_eq!(unsafe { &*all }, [1, 2, 9, 4, 5]);
    assert!(std::panic::catch_unwind(|| project!(slice_of(0), [panic: 0])).is_err());
}

fn slice_of(len: usize) -> *const [u8] {
    std::ptr::slice_from_raw_parts(std::ptr::dangling(), len)
}

#[test]
fn bytes_there_and_back() {
    let mut random = Random::new(9);
    for _ in 0..1000 {
        let words: [u32; 3] = std::array::from_fn(|_| random.below(1 << 32) as u32);
        let bytes = words.as_bytes();
        assert_eq!(bytes.len(), 12);
        assert_eq!(<[u32; 3]>::from_bytes(bytes), Some(&words));
        assert_eq!(<[u32; 3]>::from_bytes_copy(bytes), Some(words));
        let (first, rest) = u32::from_bytes_copy_prefix(bytes).unwrap();
        assert_eq!((first, rest), (words[0], words[1..].as_bytes()));
        // One byte on, the alignment is wrong; a copy does not care.
        assert!(u32::from_bytes_prefix(&bytes[1..]).is_none());
        let expected = u32::from_ne_bytes(bytes[1..5].try_into().unwrap());
        assert_eq!(u32::from_bytes_copy(&bytes[1..5]), Some(expected));
        for len in 0..12 {
            assert!(<[u32; 3]>::from_bytes(&bytes[..len]).is_none());
            assert!(<[u32; 3]>::from_bytes_copy_prefix(&bytes[..len]).is_none());
        }
    }
    let mut words = [1u16, 2];
    words.as_bytes_mut().fill(0xff);
    assert_eq!(words, [u16::MAX; 2]);
    let (first, rest) = u16::from_bytes_mut_prefix(words.as_bytes_mut()).unwrap();
    *first = 0;
    rest.fill(0);
    assert_eq!(words, [0; 2]);
    assert!(u16::from_bytes_mut(words.as_bytes_mut()).is_none());
    assert_eq!(
        (true.as_bytes(), 'a'.as_bytes(), "ab".as_bytes()),
        (&[1][..], &[97, 0, 0, 0][..], &b"ab"[..])
    );
    assert_eq!(<()>::from_bytes(&[]), Some(&()));
}

kernel::impl_flags!(
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    struct Set(u8);

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Member {
        A = 1 << 0,
        B = 1 << 3,
        Both = 1 << 0 | 1 << 3,
        C = 1 << 7,
    }
);

#[test]
fn flags_are_a_set() {
    assert_eq!(Set::all_bits(), 0x89);
    for raw in 0..=u8::MAX {
        let Ok(set) = Set::try_from(raw) else {
            assert_ne!(raw & !0x89, 0);
            continue;
        };
        assert_eq!(u8::from(set), raw);
        assert_eq!(u8::from(!set), 0x89 & !raw);
        assert_eq!(set.contains(Member::Both), raw & 9 == 9);
        assert_eq!(set.contains_any(Member::Both.into()), raw & 9 != 0);
        assert_eq!(
            (set | Member::A, set & Member::A, set ^ Member::A).0 .0,
            raw | 1
        );
        let mut changed = set;
        changed ^= Member::C;
        changed &= !Set::from(Member::A);
        changed |= Set::from(Member::B);
        assert_eq!(u8::from(changed), (raw ^ 0x80) & !1 | 8);
    }
    assert_eq!(Member::A | Member::B, Member::Both.into());
    assert_eq!(!Member::Both, Member::C.into());
    assert_eq!(Set::default(), Set::empty());
    assert_eq!(!Set::empty(), Set::all());
}

#[repr(C)]
struct Node {
    value: u32,
    links: [u64; 1],
    link: bindings::list_head,
}

#[test]
fn lists_of_c_in_order() {
    let mut nodes = kernel::alloc::KVec::new();
    for value in 0..5 {
        let node = Node {
            value,
            links: [0],
            link: bindings::list_head::default(),
        };
        nodes.push(node, GFP_KERNEL).unwrap();
    }
    let mut head = bindings::list_head::default();
    let head = &raw mut head;
    // SAFETY: `head` and the nodes live until the end of the test.
    let list = unsafe {
        bindings::INIT_LIST_HEAD(head);
        for node in &mut nodes {
            let link = &raw mut node.link;
            let last = (*head).prev;
            link.write(bindings::list_head {
                next: head,
                prev: last,
            });
            (*last).next = link;
            (*head).prev = link;
        }
        clist_create!(head, Node, Node, link)
    };
    assert!(!list.is_empty());
    assert_eq!(
        list.iter()
            .map(|node| node.value)
            .collect::<std::vec::Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
    assert!(list.iter().all(|node| node.links == [0]));
    let mut iter = list.iter();
    assert_eq!(iter.by_ref().count(), 5);
    assert!(iter.next().is_none());
    // SAFETY: As above.
    let empty = unsafe {
        bindings::INIT_LIST_HEAD(head);
        clist_create!(head, Node, Node, link)
    };
    assert!(empty.is_empty() && empty.iter().next().is_none());
}

struct View<'a, T>(&'a T);

fn shorten<'short, T: CovariantForLt>(long: &'short T::Of<'static>) -> &'short T::Of<'short> {
    T::cast_ref(long)
}

fn same<T: ForLt<Of<'static> = U>, U>() {}

#[test]
fn lifetimes_are_filled_in() {
    same::<ForLt!(View<'_, u32>), View<'static, u32>>();
    same::<
        ForLt!(for<'a> (&'a str, [View<'a, &'a u8>; 2])),
        (&'static str, [View<'static, &'static u8>; 2]),
    >();
    same::<ForLt!((&str, &mut [&u8])), (&'static str, &'static mut [&'static u8])>();
    same::<ForLt!(fn(&u8) -> u8), for<'x> fn(&'x u8) -> u8>();
    same::<ForLt!(u32), u32>();
    assert_eq!(*shorten::<CovariantForLt!(View<'_, u32>)>(&View(&7)).0, 7);
    assert_eq!(**shorten::<CovariantForLt!(&u32)>(&&8), 8);
}
