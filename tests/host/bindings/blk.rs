// SPDX-License-Identifier: GPL-2.0-only

//! A request of a disk, as far as the model checker needs it: C has it before it is queued, and after it
//! was ended.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::watch::{freed, reads, writes, AtomicU64};
use ffi::{c_int, c_void};
use std::cell::Cell;

pub type blk_status_t = u8;

/// `BLK_STS_RESOURCE`.
pub const RESOURCE: blk_status_t = 9;

/// `BLK_STS_IOERR`.
pub const IOERR: blk_status_t = 10;

/// `BLK_STS_DEV_RESOURCE`.
pub const DEV_RESOURCE: blk_status_t = 13;

/// `struct request`, with what is behind it.
#[repr(C)]
pub struct request {
    status: Cell<Option<blk_status_t>>,
    completed: Cell<bool>,
    behind: AtomicU64,
}

// SAFETY: All threads of an execution are one of the host.
unsafe impl Sync for request {}

impl request {
    /// A request that C is about to queue.
    pub const fn new() -> Self {
        request {
            status: Cell::new(None),
            completed: Cell::new(false),
            behind: AtomicU64::new(0),
        }
    }

    /// How it ended.
    pub fn status(&self) -> Option<blk_status_t> {
        self.status.get()
    }

    /// A use of it by a driver.
    pub fn uses(rq: *const request) {
        reads(rq.addr());
    }

    /// C has it again: nobody uses it any more, nor what is behind it.
    pub fn give_back(&self, status: blk_status_t) {
        assert!(self.status.replace(Some(status)).is_none(), "ended twice");
        writes((&raw const *self).addr());
        freed((&raw const self.behind).addr(), size_of::<AtomicU64>());
    }
}

/// The status of an error.
pub fn of(errno: c_int) -> blk_status_t {
    match errno {
        0 => 0,
        _ if errno == -(crate::ENOMEM as c_int) => RESOURCE,
        _ if errno == -(crate::EIO as c_int) => IOERR,
        _ if errno == -(crate::EBUSY as c_int) => DEV_RESOURCE,
        _ => 100,
    }
}

pub unsafe extern "C-unwind" fn errno_to_blk_status(errno: c_int) -> blk_status_t {
    of(errno)
}

pub unsafe extern "C-unwind" fn blk_mq_rq_to_pdu(rq: *mut request) -> *mut c_void {
    // SAFETY: The caller passes a request.
    unsafe { &raw mut (*rq).behind }.cast()
}

pub unsafe extern "C-unwind" fn blk_mq_start_request(rq: *mut request) {
    writes(rq.addr());
}

/// The caller completes it.
pub unsafe extern "C-unwind" fn blk_mq_complete_request_remote(rq: *mut request) -> bool {
    // SAFETY: The caller passes a request.
    let rq = unsafe { &*rq };
    assert!(!rq.completed.replace(true), "completed twice");
    false
}

pub unsafe extern "C-unwind" fn blk_mq_end_request(rq: *mut request, status: blk_status_t) {
    // SAFETY: The caller passes a request.
    unsafe { &*rq }.give_back(status);
}
