// SPDX-License-Identifier: GPL-2.0-only

//! Open files, descriptors, credentials, pages and devices. Each thread of a test has a table of its own.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{gfp_t, kuid_t};
use ffi::{c_int, c_uint, c_void};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ptr,
    sync::atomic::{AtomicI32, Ordering},
};

pub type loff_t = i64;

pub const FASYNC: u32 = 0x2000;
pub const O_ACCMODE: u32 = 3;
pub const O_APPEND: u32 = 0x400;
pub const O_CLOEXEC: u32 = 0x80000;
pub const O_CREAT: u32 = 0x40;
pub const O_DIRECT: u32 = 0x4000;
pub const O_DIRECTORY: u32 = 0x10000;
pub const O_DSYNC: u32 = 0x1000;
pub const O_EXCL: u32 = 0x80;
pub const O_LARGEFILE: u32 = 0x8000;
pub const O_NDELAY: u32 = 0x800;
pub const O_NOATIME: u32 = 0x40000;
pub const O_NOCTTY: u32 = 0x100;
pub const O_NOFOLLOW: u32 = 0x20000;
pub const O_NONBLOCK: u32 = 0x800;
pub const O_PATH: u32 = 0x200000;
pub const O_RDONLY: u32 = 0;
pub const O_RDWR: u32 = 2;
pub const O_SYNC: u32 = 0x101000;
pub const O_TMPFILE: u32 = 0x410000;
pub const O_TRUNC: u32 = 0x200;
pub const O_WRONLY: u32 = 1;

/// `struct cred`.
#[repr(C)]
pub struct cred {
    usage: AtomicI32,
    pub euid: kuid_t,
}

static ROOT: cred = cred {
    usage: AtomicI32::new(1),
    euid: kuid_t { val: 0 },
};

pub unsafe extern "C" fn get_cred(cred: *const cred) -> *const cred {
    // SAFETY: The caller has a reference.
    unsafe { &*cred }.usage.fetch_add(1, Ordering::Relaxed);
    cred
}

pub unsafe extern "C" fn put_cred(cred: *const cred) {
    // SAFETY: The caller has a reference.
    let old = unsafe { &*cred }.usage.fetch_sub(1, Ordering::Relaxed);
    assert!(old > 1, "credentials were put too often");
}

pub unsafe extern "C" fn rust_cred_getsecid(_cred: *const cred) -> u32 {
    0
}

/// `struct file`.
#[repr(C)]
pub struct file {
    count: AtomicI32,
    opened: bool,
    pub f_flags: c_uint,
    pub f_cred: *const cred,
    pub private_data: *mut c_void,
}

/// `struct kiocb`.
#[repr(C)]
pub struct kiocb {
    pub ki_filp: *mut file,
    pub ki_pos: loff_t,
}

std::thread_local! {
    static TABLE: RefCell<BTreeMap<c_uint, *mut file>> = const { RefCell::new(BTreeMap::new()) };
    static EXITS: Cell<bool> = const { Cell::new(false) };
}

impl file {
    /// A file with that many references, which may be open.
    pub fn new(count: i32, opened: bool, flags: c_uint) -> Self {
        file {
            count: AtomicI32::new(count),
            opened,
            f_flags: flags,
            f_cred: &ROOT,
            private_data: ptr::null_mut(),
        }
    }
}

/// Opens a file in this thread's table, without anybody else having a reference.
pub fn open_file(fd: c_uint, flags: c_uint) {
    let file = Box::new(file::new(1, true, flags));
    TABLE.with_borrow_mut(|table| table.insert(fd, Box::into_raw(file)));
}

/// Which descriptors the thread has: open ones, with their file's count, and reserved ones.
pub fn descriptors() -> Vec<(c_uint, Option<i32>)> {
    TABLE.with_borrow(|table| {
        let count = |file: *mut file| {
            // SAFETY: The table has a reference.
            (!file.is_null()).then(|| unsafe { &*file }.count.load(Ordering::Relaxed))
        };
        table.iter().map(|(fd, file)| (*fd, count(*file))).collect()
    })
}

/// Takes the thread's table away, as the exit of a task does.
pub fn give_up_files() {
    EXITS.set(true);
}

fn with_table<T>(f: impl FnOnce(&mut BTreeMap<c_uint, *mut file>) -> T) -> T {
    assert!(!EXITS.get(), "null pointer dereference: current->files");
    TABLE.with_borrow_mut(f)
}

pub unsafe extern "C" fn current_has_files() -> bool {
    !EXITS.get()
}

pub unsafe extern "C" fn file_get_opened(file: *mut file) -> bool {
    // SAFETY: The caller borrows the file.
    let file = unsafe { &*file };
    let more = |count| (count != 0).then_some(count + 1);
    file.opened
        && file
            .count
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok()
}

pub unsafe extern "C" fn fput(file: *mut file) {
    // SAFETY: The caller has a reference.
    if unsafe { &*file }.count.fetch_sub(1, Ordering::Relaxed) == 1 {
        // SAFETY: It was the last one.
        drop(unsafe { Box::from_raw(file) });
    }
}

pub unsafe extern "C" fn fget(fd: c_uint) -> *mut file {
    with_table(|table| match table.get(&fd) {
        // SAFETY: The table has a reference.
        Some(file) if !file.is_null() && unsafe { file_get_opened(*file) } => *file,
        _ => ptr::null_mut(),
    })
}

pub unsafe extern "C" fn get_unused_fd_flags(_flags: c_uint) -> c_int {
    with_table(|table| {
        let fd = (0..).find(|fd| !table.contains_key(fd)).expect("a number");
        if fd >= 4 {
            return -(crate::EMFILE as c_int);
        }
        table.insert(fd, ptr::null_mut());
        c_int::try_from(fd).expect("a small number")
    })
}

pub unsafe extern "C" fn put_unused_fd(fd: c_uint) {
    with_table(|table| {
        let file = table.remove(&fd).expect("a reserved number");
        assert!(file.is_null(), "the descriptor is open");
    });
}

pub unsafe extern "C" fn fd_install(fd: c_uint, file: *mut file) {
    with_table(|table| {
        let place = table.get_mut(&fd).expect("a reserved number");
        assert!(place.is_null(), "the descriptor is open");
        *place = file;
    });
}

pub const PAGE_SHIFT: u32 = 12;

/// `struct page`: here it holds the memory that it describes.
#[repr(C)]
pub struct page {
    memory: [u8; 1 << PAGE_SHIFT],
}

pub unsafe extern "C" fn alloc_pages(_gfp: gfp_t, order: c_uint) -> *mut page {
    assert_eq!(order, 0);
    Box::into_raw(Box::new(page {
        memory: [0xaa; 1 << PAGE_SHIFT],
    }))
}

pub unsafe extern "C" fn __free_pages(page: *mut page, order: c_uint) {
    assert_eq!(order, 0);
    // SAFETY: The page is from `alloc_pages()`.
    drop(unsafe { Box::from_raw(page) });
}

pub unsafe extern "C" fn page_to_nid(_page: *const page) -> c_int {
    0
}

pub unsafe extern "C" fn kmap_local_page(page: *const page) -> *mut c_void {
    page.cast_mut().cast()
}

pub unsafe extern "C" fn clear_highpage(page: *mut page) {
    // SAFETY: The caller has the page.
    unsafe { (*page).memory = [0; 1 << PAGE_SHIFT] };
}

pub unsafe extern "C" fn rust_kunmap_local(_addr: *const c_void) {}

pub unsafe extern "C" fn get_device(dev: *mut crate::device) -> *mut crate::device {
    dev
}

pub unsafe extern "C" fn put_device(_dev: *mut crate::device) {}
