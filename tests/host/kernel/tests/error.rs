// SPDX-License-Identifier: GPL-2.0-only

//! Errors and their way to C and back.

use kernel::error::{from_err_ptr, from_result, to_result};
use kernel::prelude::*;

#[test]
fn size_is_that_of_an_int() {
    assert_eq!(size_of::<Result>(), size_of::<i32>());
    assert_eq!(size_of::<Result<i32>>(), 2 * size_of::<i32>());
}

#[test]
fn constants_are_negative_errnos() {
    assert_eq!(EPERM.to_errno(), -1);
    assert_eq!(ENOMEM.to_errno(), -12);
    assert_eq!(ERANGE.to_errno(), -34);
    assert_eq!(EPROBE_DEFER.to_errno(), -517);
    assert_eq!(ENOGRACE.to_errno(), -531);
}

#[test]
fn every_errno_in_range_survives() {
    for errno in 1..=4095 {
        assert_eq!(Error::from_errno(-errno).to_errno(), -errno);
        assert_eq!(to_result(-errno).map_err(Error::to_errno), Err(-errno));
    }
}

#[test]
fn what_is_no_errno_becomes_einval() {
    for errno in [0, 1, 22, i32::MAX, -4096, i32::MIN] {
        assert_eq!(Error::from_errno(errno), EINVAL);
    }
    for success in [0, 1, i32::MAX] {
        assert_eq!(to_result(success), Ok(()));
    }
    assert_eq!(to_result(-4096), Err(EINVAL));
}

#[test]
fn pointers() {
    for errno in [1, 2, 4094, 4095] {
        let ptr: *mut u8 = Error::from_errno(-errno).to_ptr();
        assert_eq!(ptr.addr(), (errno as usize).wrapping_neg());
        assert_eq!(from_err_ptr(ptr), Err(Error::from_errno(-errno)));
    }
    for address in [0, 1, usize::MAX / 2, 4095_usize.wrapping_neg() - 1] {
        let ptr = std::ptr::without_provenance_mut::<u8>(address);
        assert_eq!(from_err_ptr(ptr), Ok(ptr));
    }
}

#[test]
fn at_the_border_to_c() {
    assert_eq!(from_result(|| Ok(5)), 5i32);
    assert_eq!(
        from_result::<i16, _>(|| Err(Error::from_errno(-4095))),
        -4095
    );
    assert_eq!(from_result::<isize, _>(|| Err(EIO)), -5);
}

#[test]
fn conversions() {
    assert_eq!(Error::from(kernel::alloc::AllocError), ENOMEM);
    assert_eq!(Error::from(u8::try_from(300).unwrap_err()), EINVAL);
    let bytes = vec![0xff];
    assert_eq!(
        Error::from(std::str::from_utf8(&bytes).unwrap_err()),
        EINVAL
    );
    assert_eq!(Error::from(std::fmt::Error), EINVAL);
    assert_eq!(
        Error::from(std::alloc::Layout::from_size_align(1, 3).unwrap_err()),
        ENOMEM
    );
}

#[test]
fn shown_by_name_or_number() {
    let shown = format!("{:?}", EINVAL);
    match EINVAL.name() {
        Some(name) => assert_eq!(shown.as_bytes(), name.to_bytes()),
        None => assert_eq!(shown, "Error(22)"),
    }
}
