// SPDX-License-Identifier: GPL-2.0-only

//! What C has of a driver: memory for requests, queues of disks, and the functions that it calls.
//!
//! # Safety
//!
//! A [`TagSet`] is known to C from the end of its initialisation until it is dropped. The functions in it
//! are for its `T`: they are called for queues whose data is the driver's `QueueData`, as a [`Disk`] makes
//! them, and for requests that come from the tag set.

#![allow(unsafe_code)]

use super::{
    gen_disk::GenDiskBuilder,
    request::{Request, State},
    Operations,
};
use crate::{
    error::{self, code::EINVAL, from_err_ptr, to_result, Result},
    ffi::{c_int, c_uint, c_void},
    module::{users::CodeUse, ModuleMetadata as _},
    static_lock_class,
    sync::Arc,
    types::{ForeignOwnable, Opaque, ScopeGuard},
};
use core::{
    marker::PhantomData,
    pin::Pin,
    ptr::{self, NonNull},
};
use pin_init::{pin_data, pin_init, pinned_drop, PinInit};

/// Memory for the requests that can be under way at once, for one disk or several.
///
/// # Invariants
///
/// `inner` was initialised by `blk_mq_alloc_tag_set()`, with the functions of `T`, and room for a
/// [`State`] behind each request.
#[pin_data(PinnedDrop)]
#[repr(transparent)]
pub struct TagSet<T: Operations> {
    #[pin]
    inner: Opaque<bindings::blk_mq_tag_set>,
    _driver: PhantomData<fn(T)>,
}

// SAFETY: A tag set may be freed by any task.
unsafe impl<T: Operations> Send for TagSet<T> {}

// SAFETY: C locks what it changes. There is no `T` in here.
unsafe impl<T: Operations> Sync for TagSet<T> {}

impl<T: Operations> TagSet<T> {
    /// Makes one for `nr_hw_queues` queues, with `num_tags` requests each. `num_maps` is the number of
    /// kinds of queues, which is 1: C asks a driver which of its queues are for reading alone, or are
    /// polled, and [`Operations`] has no answer to that.
    ///
    /// # Errors
    ///
    /// `EINVAL` for numbers that C does not take, and for another number of kinds; `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep. So may dropping it.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{
    ///     block::mq::{Operations, Request, TagSet},
    ///     prelude::*,
    ///     sync::{aref::ARef, Arc},
    /// };
    ///
    /// struct Never;
    ///
    /// #[vtable]
    /// impl Operations for Never {
    ///     type QueueData = ();
    ///
    ///     fn queue_rq(_: (), _: ARef<Request<Self>>, _is_last: bool) -> Result {
    ///         Err(EIO)
    ///     }
    ///
    ///     fn commit_rqs(_: ()) {}
    ///
    ///     fn complete(_: ARef<Request<Self>>) {}
    /// }
    ///
    /// let refused = |queues, tags, maps| {
    ///     let tags: Result<Arc<TagSet<Never>>> =
    ///         Arc::pin_init(TagSet::new(queues, tags, maps), GFP_KERNEL);
    ///     matches!(tags, Err(error) if error == EINVAL)
    /// };
    /// assert!(!refused(1, 16, 1));
    /// assert!(refused(0, 16, 1) && refused(1, 0, 1));
    /// assert!(refused(1, 16, 0) && refused(1, 16, 2) && refused(1, 16, 3));
    /// ```
    pub fn new(
        nr_hw_queues: u32,
        num_tags: u32,
        num_maps: u32,
    ) -> impl PinInit<Self, error::Error> {
        // INVARIANT: `blk_mq_alloc_tag_set()` runs on the field.
        pin_init!(Self {
            inner <- Opaque::try_ffi_init(move |slot: *mut bindings::blk_mq_tag_set| {
                // C stops the machine for more of them without `map_queues()`.
                if num_maps != 1 {
                    return Err(EINVAL);
                }
                // SAFETY: An initialiser's slot may be written. The object consists of numbers,
                // pointers and lists, which C wants as zeroes.
                let set = unsafe {
                    ptr::write_bytes(slot, 0, 1);
                    &mut *slot
                };
                set.ops = &OperationsTable::<T>::TABLE;
                set.nr_hw_queues = nr_hw_queues;
                set.queue_depth = num_tags;
                set.nr_maps = num_maps;
                set.numa_node = bindings::NUMA_NO_NODE;
                set.cmd_size = size_of::<State>() as c_uint;
                set.flags = bindings::safe::mq_default_flags();
                // SAFETY: The object is as C wants it, and pinned. The functions live forever.
                to_result(unsafe { bindings::blk_mq_alloc_tag_set(slot) })
            }),
            _driver: PhantomData,
        }? error::Error)
    }

    /// The tag set, for C.
    fn as_raw(&self) -> *mut bindings::blk_mq_tag_set {
        self.inner.get()
    }
}

#[pinned_drop]
impl<T: Operations> PinnedDrop for TagSet<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type's invariant. No disk uses it: each has a reference to it, until its
        // requests are ended and no new ones come.
        unsafe { bindings::blk_mq_free_tag_set(self.inner.get()) };
    }
}

/// How long the name of a disk is in C, with its NUL.
pub(super) const DISK_NAME_LEN: usize = bindings::DISK_NAME_LEN as usize;

/// The data of a queue, which the driver's functions borrow.
///
/// # Invariants
///
/// It is a `QueueData` as C has it, which this value owns.
struct Data<T: Operations>(NonNull<c_void>, PhantomData<T>);

impl<T: Operations> Drop for Data<T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant. When this runs there is no queue any more that has it.
        drop(unsafe { T::QueueData::from_foreign(self.0.as_ptr()) });
    }
}

/// A disk that is there, until this value is dropped.
///
/// # Invariants
///
/// `disk` was made for the tag set and added, and this value owns it. Its queue has the data.
pub(super) struct Disk<T: Operations> {
    disk: NonNull<bindings::gendisk>,
    _data: Data<T>,
    _tagset: Arc<TagSet<T>>,
    /// The module's functions are called until the disk is gone.
    _code: CodeUse,
}

// SAFETY: A disk may be removed by any task. What it owns may be dropped by any task.
unsafe impl<T> Send for Disk<T>
where
    T: Operations,
    T::QueueData: Send,
    Arc<TagSet<T>>: Send,
{
}

impl<T: Operations> Disk<T> {
    /// Makes a disk and adds it. The last byte of its name is taken for NUL.
    pub(super) fn add(
        builder: &GenDiskBuilder,
        mut name: [u8; DISK_NAME_LEN],
        tagset: Arc<TagSet<T>>,
        queue_data: T::QueueData,
    ) -> Result<Self> {
        // Dropped last, whatever fails.
        let code = CodeUse::own();
        let data = queue_data.into_foreign();
        // INVARIANT: Just made.
        let data = Data::<T>(NonNull::new(data).ok_or(EINVAL)?, PhantomData);

        // SAFETY: The tag set is initialised, and lives until the disk was removed. The limits are those of
        // a disk, and the data is of the type that the functions want.
        let disk = NonNull::new(from_err_ptr(unsafe {
            bindings::mq_alloc_disk(
                tagset.as_raw(),
                &builder.limits(),
                data.0.as_ptr(),
                static_lock_class!().as_ptr(),
            )
        })?)
        .ok_or(EINVAL)?;
        let free = ScopeGuard::new(|| {
            // SAFETY: The disk was made above and not added.
            unsafe { bindings::mq_free_disk(disk.as_ptr()) }
        });

        if let Some(end) = name.last_mut() {
            *end = 0;
        }
        // SAFETY: The disk is new and initialised, and nobody else knows of it until it is added, with a
        // name and functions. Those live as long as the module, which waits for the disk to be removed.
        to_result(unsafe {
            let raw = disk.as_ptr();
            (*raw).fops = &DiskTable::<T>::TABLE;
            // Any byte will do for a `char`.
            (*raw).disk_name = name.map(|byte| byte as _);
            bindings::set_capacity(raw, builder.capacity());
            bindings::mq_add_disk(raw)
        })?;

        free.dismiss();
        // INVARIANT: The disk was added, and its queue has the data.
        Ok(Disk {
            disk,
            _data: data,
            _tagset: tagset,
            _code: code,
        })
    }
}

impl<T: Operations> Drop for Disk<T> {
    fn drop(&mut self) {
        // SAFETY: By the type's invariant the disk was added, and this value owns it. The driver's functions,
        // which borrow the data, are not called after this.
        unsafe { bindings::mq_remove_disk(self.disk.as_ptr()) };
    }
}

/// The functions for those who open a disk, of a driver `T`.
struct DiskTable<T>(PhantomData<T>);

impl<T: Operations> DiskTable<T> {
    const TABLE: bindings::block_device_operations = {
        let mut table: bindings::block_device_operations = pin_init::zeroed();
        table.owner = T::OwnerModule::THIS_MODULE.as_ptr();
        table
    };
}

/// The functions that C calls, of a driver `T`.
struct OperationsTable<T>(PhantomData<T>);

impl<T: Operations> OperationsTable<T> {
    const TABLE: bindings::blk_mq_ops = {
        let mut table: bindings::blk_mq_ops = pin_init::zeroed();
        table.queue_rq = Some(Self::queue_rq);
        table.commit_rqs = Some(Self::commit_rqs);
        table.complete = Some(Self::complete);
        if T::HAS_POLL {
            table.poll = Poll::<T>::POLL;
        }
        #[cfg(RUST_HAVE_QUEUE_RQS)]
        {
            table.queue_rqs = List::<T>::QUEUE;
        }
        table
    };

    unsafe extern "C" fn queue_rq(
        hctx: *mut bindings::blk_mq_hw_ctx,
        bd: *const bindings::blk_mq_queue_data,
    ) -> bindings::blk_status_t {
        // SAFETY: C lends both for the call. The queue's data is there while requests are queued.
        let (data, rq, last) = unsafe {
            let data = T::QueueData::borrow((*(*hctx).queue).queuedata);
            (data, (*bd).rq, (*bd).last)
        };
        // SAFETY: The request is new, and C hands it over, unless it gets a status that says otherwise.
        unsafe { Request::<T>::queued(rq, |rq| T::queue_rq(data, rq, last)) }
    }

    /// All requests of a list, which C hands over at once.
    #[cfg(RUST_HAVE_QUEUE_RQS)]
    unsafe extern "C" fn queue_rqs<L>(list: *mut L) {
        // SAFETY: C lends the list for the call; its requests are those of a queue of the driver's, and
        // whoever takes them out has them.
        let mut next = unsafe { bindings::mq_list_pop(list.cast()) };
        while let Some(rq) = NonNull::new(next) {
            let rq = rq.as_ptr();
            // SAFETY: As above. The queue's data is there while requests are queued.
            let data = unsafe {
                next = bindings::mq_list_pop(list.cast());
                T::QueueData::borrow((*(*rq).q).queuedata)
            };
            let last = next.is_null();
            // SAFETY: The request is new and ours.
            let status = unsafe { Request::<T>::queued(rq, |rq| T::queue_rq(data, rq, last)) };
            if status != 0 {
                // SAFETY: With a status the request is still ours, and nobody refers to it.
                unsafe { bindings::mq_not_taken(rq, status) };
            }
        }
    }

    unsafe extern "C" fn commit_rqs(hctx: *mut bindings::blk_mq_hw_ctx) {
        // SAFETY: C lends the object for the call. The queue's data is there while requests are queued.
        T::commit_rqs(unsafe { T::QueueData::borrow((*(*hctx).queue).queuedata) })
    }

    unsafe extern "C" fn complete(rq: *mut bindings::request) {
        // SAFETY: C calls this once after `Request::complete()`, which has left it a reference.
        T::complete(unsafe { Request::completed(rq) })
    }

    unsafe extern "C" fn poll_queue(_: *mut bindings::blk_mq_hw_ctx) -> c_int {
        T::poll().into()
    }

    unsafe extern "C" fn poll_batch(
        _: *mut bindings::blk_mq_hw_ctx,
        _: *mut bindings::io_comp_batch,
    ) -> c_int {
        T::poll().into()
    }
}

/// The type that a tree gives to `queue_rqs()`, whose argument is a list of one kind or another.
#[cfg(RUST_HAVE_QUEUE_RQS)]
trait List<T>: Sized {
    const QUEUE: Self;
}

#[cfg(RUST_HAVE_QUEUE_RQS)]
impl<T: Operations, L> List<T> for Option<unsafe extern "C" fn(*mut L)> {
    const QUEUE: Self = Some(OperationsTable::<T>::queue_rqs);
}

/// The type that a tree gives to `poll()`: one of two.
trait Poll<T>: Sized {
    const POLL: Self;
}

impl<T: Operations> Poll<T>
    for Option<unsafe extern "C" fn(*mut bindings::blk_mq_hw_ctx) -> c_int>
{
    const POLL: Self = Some(OperationsTable::<T>::poll_queue);
}

impl<T: Operations> Poll<T>
    for Option<
        unsafe extern "C" fn(*mut bindings::blk_mq_hw_ctx, *mut bindings::io_comp_batch) -> c_int,
    >
{
    const POLL: Self = Some(OperationsTable::<T>::poll_batch);
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_block_mq_queues)]
mod tests {
    use crate::{
        block::mq::{gen_disk::GenDiskBuilder, Operations, Request, TagSet},
        module::users::CodeUsers,
        prelude::*,
        sync::{aref::ARef, Arc},
    };

    /// Fails all requests.
    struct Failing;

    #[vtable]
    impl Operations for Failing {
        type QueueData = ();

        fn queue_rq(_: (), _rq: ARef<Request<Self>>, _is_last: bool) -> Result {
            Err(EIO)
        }

        fn commit_rqs(_: ()) {}

        fn complete(_rq: ARef<Request<Self>>) {}
    }

    /// One that is forgotten keeps the module.
    #[test]
    fn code_is_in_use_while_a_disk_is_there() -> Result {
        let before = CodeUsers::own().count();
        let tags: Arc<TagSet<Failing>> = Arc::pin_init(TagSet::new(1, 4, 1), GFP_KERNEL)?;
        let disk = GenDiskBuilder::new().build(fmt!("rust-kunit"), tags, ())?;
        assert_eq!(CodeUsers::own().count(), before + 1);
        drop(disk);
        assert_eq!(CodeUsers::own().count(), before);
        Ok(())
    }
}
