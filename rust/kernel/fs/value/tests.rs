// SPDX-License-Identifier: GPL-2.0-only

//! Values as users read and write them.

use super::{Field, Ranged, Show, Store, Text};
use crate::{
    fmt,
    prelude::*,
    str::CString,
    sync::atomic::{Atomic, AtomicFlag, Relaxed},
};

/// What users read.
fn shown<V: Show + Sync>(value: &V) -> Result<CString> {
    CString::try_from_fmt(crate::prelude::fmt!("{}", Field::read_only(value)))
}

/// What happens to what users write.
fn store_line<V: Store + Sync>(value: &V, bytes: &[u8]) -> Result {
    Field::write_only(value).store(bytes)
}

#[kunit_tests(rust_fs_value)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_comes_back() -> Result {
        let value = Atomic::new(0i32);
        store_line(&value, b" -0x10 \n")?;
        assert_eq!(value.load(Relaxed), -16);
        assert_eq!(shown(&value)?.to_bytes(), b"-16\n");
        let value = Atomic::new(0u64);
        store_line(&value, b"18446744073709551615")?;
        assert_eq!(shown(&value)?.to_bytes(), b"18446744073709551615\n");
        Ok(())
    }

    #[test]
    fn what_is_no_integer_of_the_type_is_refused() {
        let value = Atomic::new(5u32);
        for text in [
            b"".as_slice(),
            b"\n",
            b"-1",
            b"1 2",
            b"1\n2",
            b"4294967296",
            b"18446744073709551616",
            b"\xff",
            b"1\0",
        ] {
            assert_eq!(store_line(&value, text), Err(EINVAL));
        }
        assert_eq!(value.load(Relaxed), 5);
    }

    #[test]
    fn bounds_are_kept() -> Result {
        let value = Ranged::new(i64::MIN, i64::MIN..=-1)?;
        assert_eq!(store_line(&value, b"0\n"), Err(EINVAL));
        assert_eq!(value.set(1), Err(EINVAL));
        assert_eq!(value.get(), i64::MIN);
        store_line(&value, b"-1\n")?;
        assert_eq!(shown(&value)?.to_bytes(), b"-1\n");
        assert_eq!(value.bounds(), &(i64::MIN..=-1));
        assert!(Ranged::new(3u32, 4..=5).is_err());
        // No value is between these.
        #[allow(clippy::reversed_empty_ranges)]
        let none = Ranged::new(3u32, 4..=2);
        assert!(none.is_err());
        Ok(())
    }

    #[test]
    fn a_static_has_bounds() {
        static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, -1..=7);
        assert_eq!(store_line(&LEVEL, b"8"), Err(EINVAL));
        assert_eq!(store_line(&LEVEL, b"-1"), Ok(()));
        assert_eq!(LEVEL.get(), -1);
    }

    #[test]
    fn what_may_not_be_done_is_refused() {
        let value = Atomic::new(5u32);
        assert_eq!(Field::read_only(&value).store(b"1"), Err(EACCES));
        let field = Field::write_only(&value);
        assert!(CString::try_from_fmt(crate::prelude::fmt!("{}", field)).is_err());
        let modes = [
            Field::read_only(&value).mode(),
            Field::read_write(&value).mode(),
            field.mode(),
        ];
        assert_eq!(modes, [0o444, 0o644, 0o200]);
    }

    #[test]
    fn a_boolean_is_one_digit() -> Result {
        let (value, flag) = (Atomic::new(false), AtomicFlag::new(true));
        store_line(&value, b"1\n")?;
        store_line(&flag, b"0\n")?;
        assert_eq!(shown(&value)?.to_bytes(), b"1\n");
        assert_eq!(shown(&flag)?.to_bytes(), b"0\n");
        for text in [b"".as_slice(), b"2", b"01", b"y", b"1 0"] {
            assert_eq!(store_line(&value, text), Err(EINVAL));
        }
        assert!(value.load(Relaxed));
        Ok(())
    }

    #[test]
    fn a_text_is_one_line_that_fits() -> Result {
        let text = KBox::pin_init(Text::<4>::new("ab"), GFP_KERNEL)?;
        store_line(&*text, "äö\n".as_bytes())?;
        assert_eq!(shown(&*text)?.to_bytes(), "äö\n".as_bytes());
        for line in [b"abcde".as_slice(), b"a\n\n", b"a\0", b"\xe4"] {
            assert_eq!(store_line(&*text, line), Err(EINVAL));
        }
        assert_eq!(&*text.lock(), "äö");
        text.replace("")?;
        assert_eq!(shown(&*text)?.to_bytes(), b"\n");
        assert!(KBox::pin_init(Text::<4>::new("abcde"), GFP_KERNEL).is_err());
        Ok(())
    }

    #[test]
    fn an_error_of_a_type_of_ones_own_arrives() {
        struct Sulking;
        impl Show for Sulking {
            fn show(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        impl Store for Sulking {
            fn store(&self, _: &str) -> Result {
                Err(EBUSY)
            }
        }
        assert!(shown(&Sulking).is_err());
        assert_eq!(store_line(&Sulking, b"1"), Err(EBUSY));
    }
}
