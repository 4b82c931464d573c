// SPDX-License-Identifier: GPL-2.0-only

//! Tasks, users and time. Each thread of a test is a task of its own.

#![allow(missing_docs, clippy::missing_safety_doc)]

use ffi::{c_int, c_uint, c_ulong};
use std::{
    sync::{
        atomic::{AtomicI32, Ordering},
        OnceLock,
    },
    time::{Duration, Instant},
};

pub const TASK_INTERRUPTIBLE: u32 = 1;
pub const TASK_UNINTERRUPTIBLE: u32 = 2;
pub const TASK_NORMAL: u32 = 3;
pub const TASK_FREEZABLE: u32 = 0x2000;

pub const CLOCK_REALTIME: u32 = 0;
pub const CLOCK_MONOTONIC: u32 = 1;
pub const CLOCK_BOOTTIME: u32 = 7;
pub const CLOCK_TAI: u32 = 11;

pub type pid_t = c_int;
pub type uid_t = c_uint;
pub type clockid_t = c_int;
pub type ktime_t = i64;

/// `struct task_struct`.
#[repr(C)]
pub struct task_struct {
    usage: AtomicI32,
    pid: pid_t,
}

/// `struct user_namespace`.
#[repr(C)]
pub struct user_namespace {
    _unused: u8,
}

/// `kuid_t`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kuid_t {
    pub val: uid_t,
}

static NEXT_PID: AtomicI32 = AtomicI32::new(100);

std::thread_local! {
    // Tasks stay until the end: a reference may outlive the thread.
    static TASK: &'static task_struct = Box::leak(Box::new(task_struct {
        usage: AtomicI32::new(1),
        pid: NEXT_PID.fetch_add(1, Ordering::Relaxed),
    }));
}

fn task<'a>(task: *mut task_struct) -> &'a task_struct {
    // SAFETY: The callers pass a task, and tasks stay until the end.
    unsafe { &*task }
}

/// How many references there are to a task.
pub fn task_usage(t: *mut task_struct) -> i32 {
    task(t).usage.load(Ordering::Relaxed)
}

pub unsafe extern "C" fn current_task_struct() -> *mut task_struct {
    TASK.with(|task| std::ptr::from_ref::<task_struct>(task).cast_mut())
}

pub unsafe extern "C" fn get_task_struct(t: *mut task_struct) -> *mut task_struct {
    task(t).usage.fetch_add(1, Ordering::Relaxed);
    t
}

pub unsafe extern "C" fn put_task_struct(t: *mut task_struct) {
    assert!(task(t).usage.fetch_sub(1, Ordering::Relaxed) > 1);
}

pub unsafe extern "C" fn task_pid_nr(t: *mut task_struct) -> pid_t {
    task(t).pid
}

pub unsafe extern "C" fn task_tgid_nr(t: *mut task_struct) -> pid_t {
    task(t).pid
}

pub unsafe extern "C" fn task_group_leader(t: *const task_struct) -> *mut task_struct {
    t.cast_mut()
}

pub unsafe extern "C" fn task_uid(_t: *mut task_struct) -> kuid_t {
    kuid_t { val: 0 }
}

pub unsafe extern "C" fn current_euid() -> kuid_t {
    kuid_t { val: 0 }
}

pub unsafe extern "C" fn current_user_ns() -> *mut user_namespace {
    std::ptr::null_mut()
}

pub unsafe extern "C" fn from_kuid_munged(_ns: *mut user_namespace, kuid: kuid_t) -> uid_t {
    kuid.val
}

pub unsafe extern "C" fn uid_eq(left: kuid_t, right: kuid_t) -> bool {
    left.val == right.val
}

pub unsafe extern "C" fn signal_pending(_t: *mut task_struct) -> c_int {
    0
}

pub unsafe extern "C" fn wake_up_process(_t: *mut task_struct) -> c_int {
    0
}

pub unsafe extern "C" fn __msecs_to_jiffies(m: c_uint) -> c_ulong {
    m as c_ulong
}

/// The clock of this process.
fn since_start() -> ktime_t {
    static START: OnceLock<Instant> = OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed();
    ktime_t::try_from(elapsed.as_nanos()).unwrap_or(ktime_t::MAX)
}

pub unsafe extern "C" fn ktime_get() -> ktime_t {
    since_start()
}

pub unsafe extern "C" fn ktime_get_real() -> ktime_t {
    since_start()
}

pub unsafe extern "C" fn ktime_get_boottime() -> ktime_t {
    since_start()
}

pub unsafe extern "C" fn ktime_get_clocktai() -> ktime_t {
    since_start()
}

pub unsafe extern "C-unwind" fn fsleep(usecs: c_ulong) {
    if crate::watch::rest() {
        return;
    }
    std::thread::sleep(Duration::from_micros(u64::try_from(usecs).unwrap_or(0)));
}

pub unsafe extern "C" fn udelay(usecs: c_ulong) {
    let end = Instant::now() + Duration::from_micros(u64::try_from(usecs).unwrap_or(0));
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}
