// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for errors as the running kernel knows them.

use super::{code::*, Error};
use crate::str::CString;
use macros::{fmt, kunit_tests};

#[kunit_tests(rust_kernel_error)]
mod cases {
    use super::*;

    #[test]
    fn every_errno_is_its_own() {
        for errno in 1..=super::super::MAX_ERRNO {
            assert_eq!(Error::from_errno(-errno).to_errno(), -errno);
            assert_eq!(
                super::super::from_err_ptr(Error::from_errno(-errno).to_ptr::<u8>()),
                Err(Error::from_errno(-errno))
            );
        }
    }

    #[test]
    fn no_number_is_shared_but_by_aliases() {
        // Some are two numbers on some architectures.
        let aliases = [
            (EWOULDBLOCK, EAGAIN),
            (EDEADLOCK, EDEADLK),
            (EFSBADCRC, EBADMSG),
            (EFSCORRUPTED, EUCLEAN),
        ];
        for error in ALL {
            let names = ALL.iter().filter(|other| *other == error).count();
            let same = aliases.iter().filter(|(a, b)| a == b && a == error);
            assert_eq!(
                (error.to_errno(), names),
                (error.to_errno(), 1 + same.count())
            );
        }
    }

    #[test]
    fn user_space_has_the_same_numbers() {
        assert_eq!(uapi::EPROTO as i32, -EPROTO.to_errno());
        assert_eq!(uapi::EDEADLOCK as i32, -EDEADLOCK.to_errno());
    }

    #[test]
    fn shown_by_name() -> crate::error::Result {
        let shown = CString::try_from_fmt(fmt!("{:?}", EPROBE_DEFER))?;
        if cfg!(CONFIG_SYMBOLIC_ERRNAME) {
            assert_eq!(shown.to_bytes(), b"EPROBE_DEFER");
        } else {
            assert_eq!(shown.to_bytes(), b"Error(517)");
        }
        // An errno that nobody has given a name.
        let shown = CString::try_from_fmt(fmt!("{:?}", Error::from_errno(-4000)))?;
        assert_eq!(shown.to_bytes(), b"Error(4000)");
        Ok(())
    }
}
