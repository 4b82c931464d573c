// SPDX-License-Identifier: GPL-2.0-only

//! Open files and descriptors.

use bindings::files::{descriptors, give_up_files, open_file};
use kernel::{
    fs::file::{flags, BadFdError, File, FileDescriptorReservation, LocalFile},
    ioctl::{_IO, _IOC_DIR, _IOC_NR, _IOC_SIZE, _IOC_TYPE, _IOR, _IOW, _IOWR},
    prelude::*,
    sync::aref::ARef,
};

#[test]
fn a_looked_up_file_is_counted() -> Result {
    open_file(2, flags::O_RDWR | flags::O_APPEND);
    let file = LocalFile::fget(2)?;
    assert_eq!(descriptors(), [(2, Some(2))]);
    assert_eq!(file.flags(), flags::O_RDWR | flags::O_APPEND);
    let again = file.clone();
    assert_eq!(descriptors(), [(2, Some(3))]);
    drop((file, again));
    assert_eq!(descriptors(), [(2, Some(1))]);
    assert_eq!(LocalFile::fget(3).err(), Some(BadFdError));
    Ok(())
}

#[test]
fn credentials_of_a_file() -> Result {
    open_file(0, flags::O_RDONLY);
    let file = LocalFile::fget(0)?;
    let kept = ARef::from(file.cred());
    drop(file);
    assert_eq!(kept.get_secid(), 0);
    assert!(kept.euid() == kernel::task::Kuid::current_euid());
    Ok(())
}

#[test]
fn a_reservation_becomes_a_descriptor_or_is_given_back() -> Result {
    open_file(0, flags::O_RDONLY);
    let file = LocalFile::fget(0)?;
    // SAFETY: There is no light reference here.
    let file = unsafe { LocalFile::assume_no_fdget_pos(file) };

    drop(FileDescriptorReservation::get_unused_fd_flags(0)?);
    assert_eq!(descriptors(), [(0, Some(2))]);

    let reservation = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
    assert_eq!(reservation.reserved_fd(), 1);
    assert_eq!(descriptors(), [(0, Some(2)), (1, None)]);
    reservation.fd_install(file);
    assert_eq!(descriptors(), [(0, Some(2)), (1, Some(2))]);

    let (two, three) = (
        FileDescriptorReservation::get_unused_fd_flags(0)?,
        FileDescriptorReservation::get_unused_fd_flags(0)?,
    );
    let refused = FileDescriptorReservation::get_unused_fd_flags(0);
    assert_eq!(refused.err(), Some(EMFILE));
    drop((two, three));
    Ok(())
}

/// What a driver that keeps a file does, while it opens or releases it.
fn keep(count: i32, opened: bool) {
    let file = bindings::file::new(count, opened, flags::O_RDONLY);
    // SAFETY: The file is there, and no thread uses a light reference.
    let file = unsafe { File::from_raw_file(&file) };
    core::mem::forget(ARef::from(file));
}

#[test]
fn an_open_file_can_be_kept() {
    keep(1, true);
}

#[test]
#[should_panic(expected = "no reference outlives the opening or release")]
fn a_file_that_is_being_opened_cannot_be_kept() {
    keep(1, false);
}

#[test]
#[should_panic(expected = "no reference outlives the opening or release")]
fn a_file_that_is_being_released_cannot_be_kept() {
    keep(0, true);
}

/// A task that exits has no table when the last of its files are released.
#[test]
fn a_task_without_files_has_no_descriptors() {
    open_file(0, flags::O_RDONLY);
    give_up_files();
    assert_eq!(LocalFile::fget(0).err(), Some(BadFdError));
    let refused = FileDescriptorReservation::get_unused_fd_flags(0);
    assert_eq!(refused.err(), Some(EBADF));
}

#[test]
fn ioctl_numbers_are_those_of_c() {
    // BLKROSET, TUNSETIFF, TUNGETIFF with its 40 bytes made shorter, and one in both directions.
    assert_eq!(_IO(0x12, 93), 0x125d);
    assert_eq!(_IOW::<i32>(u32::from(b'T'), 202), 0x4004_54ca);
    assert_eq!(_IOR::<u32>(u32::from(b'T'), 210), 0x8004_54d2);
    assert_eq!(_IOWR::<[u64; 3]>(0xaa, 0x3f), 0xc018_aa3f);
    let number = _IOWR::<[u8; 16383]>(255, 255);
    assert_eq!(number, u32::MAX);
    assert_eq!(
        (
            _IOC_DIR(number),
            _IOC_TYPE(number),
            _IOC_NR(number),
            _IOC_SIZE(number)
        ),
        (3, 255, 255, 16383)
    );
}

#[test]
#[should_panic(expected = "the size does not fit")]
fn ioctl_data_of_16_kib_is_refused() {
    let _ = _IOW::<[u8; 16384]>(0, 0);
}
