// SPDX-License-Identifier: GPL-2.0-only

//! Bounded integers, bits, casts and sizes against plain arithmetic.

use kernel::bits::*;
use kernel::num::{casts::*, Bounded, TryIntoBounded};
use kernel::prelude::*;
use kernel::sizes::{self, SizeConstants};
use kernel_host_tests::Random;

macro_rules! widths {
    ($check:ident: $($n:literal)*) => {
        $($check::<$n>();)*
    };
}

fn unsigned_fits<const N: u32>() {
    for value in 0..=u8::MAX {
        let fits = u32::from(value) < 1 << N;
        let bounded = Bounded::<u8, N>::try_new(value);
        assert_eq!(bounded.map(Bounded::get), fits.then_some(value));
        let parsed: Option<Bounded<u8, N>> = i64::from(value).try_into_bounded();
        assert_eq!(parsed, bounded);
    }
}

fn signed_fits<const N: u32>() {
    for value in i8::MIN..=i8::MAX {
        let half = 1i32 << (N - 1);
        let fits = (-half..half).contains(&i32::from(value));
        let bounded = Bounded::<i8, N>::try_new(value);
        assert_eq!(bounded.map(Bounded::get), fits.then_some(value));
        // The same bits in a wider type.
        let wide = Bounded::<i64, N>::try_new(i64::from(value));
        assert_eq!(wide.is_some(), fits);
        assert_eq!(wide.map(Bounded::cast::<i8>), bounded);
    }
}

#[test]
fn values_fit_or_not() {
    widths!(unsigned_fits: 1 2 3 4 5 6 7 8);
    widths!(signed_fits: 1 2 3 4 5 6 7 8);
}

#[test]
fn the_whole_type_fits() {
    let all = Bounded::<u64, 64>::try_new(u64::MAX);
    assert_eq!(all.map(Bounded::get), Some(u64::MAX));
    let least = Bounded::<i128, 128>::try_new(i128::MIN);
    assert_eq!(least.map(Bounded::get), Some(i128::MIN));
}

#[test]
fn shrinking_and_extending() {
    let value = Bounded::<u32, 12>::new::<0xabc>();
    assert_eq!(value.extend::<20>().try_shrink::<12>(), Some(value));
    assert_eq!(value.try_shrink::<11>(), None);
    assert_eq!(Bounded::<i32, 12>::new::<-2048>().try_shrink::<11>(), None);
    assert_eq!(
        Bounded::<i32, 12>::new::<-1024>()
            .try_shrink::<11>()
            .map(Bounded::get),
        Some(-1024)
    );
}

#[test]
fn shifting() {
    let mut random = Random::new(3);
    for _ in 0..10_000 {
        let raw = random.below(1 << 20) as i32 - (1 << 19);
        let value = Bounded::<i32, 20>::try_new(raw).unwrap();
        assert_eq!(value.shr::<5, 15>().get(), raw >> 5);
        assert_eq!(value.shr_exact::<5, 15>().is_some(), raw % 32 == 0);
        assert_eq!(value.shl::<12, 32>().get(), raw << 12);
    }
    assert_eq!(Bounded::<u8, 8>::new::<255>().shr::<7, 1>().get(), 1);
}

#[test]
fn arithmetic_is_that_of_the_type() {
    let (a, b) = (
        Bounded::<i16, 7>::new::<-50>(),
        Bounded::<i16, 5>::new::<7>(),
    );
    assert_eq!(
        (a + b, a - b, a * b, a / b, a % b),
        (-43, -57, -350, -7, -1)
    );
    assert_eq!(
        (a & b, a | b, a ^ b, -a, !a),
        (-50 & 7, -50 | 7, -50 ^ 7, 50, 49)
    );
    assert_eq!(
        (a + 1, a - 1, a * 2, a / 5, a % 7),
        (-49, -51, -100, -10, -1)
    );
    assert!(a < b && b > a && a < 0i16 && b == 7i16 && a != b);
    assert_eq!(
        Bounded::<i16, 5>::new::<-3>().max(Bounded::<i16, 5>::new::<3>()),
        Bounded::<i16, 5>::new::<3>()
    );
    assert_eq!(
        format!("{b} {b:#x} {b:b} {b:o} {a:?} {b:e}"),
        "7 0x7 111 7 Bounded(-50) 7e0"
    );
}

#[test]
fn primitives_in_and_out() {
    assert_eq!(Bounded::<u64, 8>::from(200u8), 200);
    assert_eq!(Bounded::<i64, 40>::from(-1i32), -1);
    assert_eq!(u8::from(Bounded::<u32, 7>::new::<127>()), 127);
    assert_eq!(i8::from(Bounded::<i64, 8>::new::<-128>()), -128);
    assert_eq!(u16::from(Bounded::<u8, 8>::new::<255>()), 255);
    assert_eq!(
        usize::from(Bounded::<u64, 64>::new::<{ u64::MAX }>()),
        usize::MAX
    );
    assert!(bool::from(Bounded::<u8, 1>::from(true)));
    assert!(!Bounded::<u64, 1>::from(false).into_bool());
    assert_eq!(Bounded::<u32, 5>::from(true), 1);
    assert_eq!(*Bounded::<u8, 3>::default(), 0);
}

#[test]
fn bits_and_masks() {
    for n in 0..80 {
        let bit = (n < 16).then(|| 1u16 << n);
        assert_eq!(checked_bit_u16(n), bit);
        for end in 0..80 {
            let mask = (n <= end && end < 64).then(|| (n..=end).map(|bit| 1u64 << bit).sum());
            assert_eq!(genmask_checked_u64(n..=end), mask);
            let narrow = mask.and_then(|mask: u64| u8::try_from(mask).ok());
            assert_eq!(genmask_checked_u8(n..=end), narrow);
        }
    }
    assert_eq!(
        (bit_u8(7), bit_u64(63), genmask_u32(0..=31)),
        (0x80, 1 << 63, u32::MAX)
    );
}

#[test]
fn casts() {
    assert_eq!(u32_as_usize(u32::MAX) as u64, u64::from(u32::MAX));
    assert_eq!(usize_as_u64(usize::MAX), u64::MAX);
    assert_eq!(u64_into_u32::<0xffff_ffff>(), u32::MAX);
    let wide: u64 = usize::MAX.into_safe_cast();
    assert_eq!(wide, u64::MAX);
    use arch::IntoSafeCastArch;
    let word: usize = u64::MAX.into_safe_cast_arch();
    assert_eq!(word, usize::MAX);
}

#[test]
fn sizes_are_named_after_what_they_are() {
    assert_eq!((sizes::SZ_1K, sizes::SZ_2G), (1024, 1 << 31));
    assert_eq!(
        (u32::SZ_64K, u64::SZ_16M, usize::SZ_512),
        (65536, 16 << 20, 512)
    );
}

kernel::bitfield! {
    /// All of a byte.
    struct Byte(u8) {
        7:5 high;
        4:4 flag => bool;
        3:0 low;
        7:0 all;
    }
}

#[test]
fn fields_of_every_byte() -> Result {
    for raw in 0..=u8::MAX {
        let byte = Byte::from(raw);
        assert_eq!(byte.high(), raw >> 5);
        assert_eq!(byte.flag(), raw & 16 != 0);
        assert_eq!(byte.low(), raw & 15);
        assert_eq!(byte.all(), raw);
        let rebuilt = Byte::zeroed()
            .with_high(byte.high())
            .with_flag(byte.flag())
            .with_low(byte.low());
        assert_eq!((rebuilt, u8::from(rebuilt)), (byte, raw));
        for value in 0..=u8::MAX {
            let other = byte.try_with_low(value);
            let expected = (value < 16).then_some(raw & 0xf0 | value);
            assert_eq!(other.ok().map(Byte::into_raw), expected);
        }
        assert_eq!(byte.with_const_high::<5>().into_raw(), raw & 0x1f | 0xa0);
        assert_eq!(
            byte.with_all(raw.reverse_bits()).into_raw(),
            raw.reverse_bits()
        );
    }
    assert_eq!(
        (Byte::HIGH_MASK, Byte::HIGH_SHIFT, Byte::HIGH_RANGE),
        (0xe0, 5, 5..=7)
    );
    let shown = format!("{:?}", Byte::from_raw(0x31));
    assert_eq!(
        shown,
        "Byte { <raw>: 0x31, high: Bounded(1), flag: true, low: Bounded(1), all: Bounded(49) }"
    );
    Ok(())
}
