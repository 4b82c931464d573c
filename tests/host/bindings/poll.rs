// SPDX-License-Identifier: GPL-2.0-only

//! Polling: who waits for a file is in a wait queue, until it ends or is told to leave.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{
    files::file,
    locks::{mistake, wait_queue_head},
};
use ffi::{c_int, c_void};

/// `struct poll_table_struct`: a caller that waits, and whether it leaves when it is told to.
#[repr(C)]
pub struct poll_table_struct {
    pub id: usize,
    pub leaves: bool,
}

pub type poll_table = poll_table_struct;

pub const EPOLLIN: u32 = 0x001;
pub const EPOLLPRI: u32 = 0x002;
pub const EPOLLOUT: u32 = 0x004;
pub const EPOLLERR: u32 = 0x008;
pub const EPOLLHUP: u32 = 0x010;
pub const EPOLLRDNORM: u32 = 0x040;
pub const EPOLLWRNORM: u32 = 0x100;

pub unsafe extern "C-unwind" fn poll_wait(
    _file: *mut file,
    head: *mut wait_queue_head,
    table: *mut poll_table,
) {
    // SAFETY: The caller passes live objects, and the table may be null.
    if let Some(table) = unsafe { table.as_ref() } {
        // SAFETY: As above.
        unsafe { &*head }.add_poller(table.id, table.leaves);
    }
}

/// What the end of `poll()` does.
///
/// # Safety
///
/// `head` is alive.
pub unsafe fn poll_freewait(head: *mut wait_queue_head, id: usize) {
    // SAFETY: By the safety requirement.
    unsafe { &*head }.remove_pollers(|poller, _| poller == id);
}

pub unsafe extern "C-unwind" fn waitqueue_active(head: *mut wait_queue_head) -> c_int {
    // SAFETY: The caller passes a live object.
    unsafe { &*head }.is_active().into()
}

pub unsafe extern "C-unwind" fn __wake_up_pollfree(head: *mut wait_queue_head) {
    // SAFETY: The caller passes a live object.
    let head = unsafe { &*head };
    head.remove_pollers(|_, leaves| leaves);
    if head.is_active() {
        mistake("__wake_up_pollfree: somebody is still there");
    }
}

/// `struct callback_head`.
#[repr(C)]
pub struct callback_head {
    next: *mut c_void,
}

/// `struct poll_wait_box`.
#[repr(C)]
pub struct poll_wait_box {
    pub queue: wait_queue_head,
    pub rcu: callback_head,
}

pub unsafe extern "C-unwind" fn free_poll_wait_box(ptr: *mut poll_wait_box) {
    // SAFETY: The caller gives up the object.
    if unsafe { (*ptr).queue.is_active() } {
        mistake("kfree_rcu: somebody is in the queue");
    }
    // SAFETY: The object is from `kmalloc()`.
    unsafe { crate::kfree(ptr.cast()) };
}
