// SPDX-License-Identifier: GPL-2.0-only

//! Address spaces of processes.
//!
//! An [`Mm`] is one that may have no process any more: its memory is gone then. An [`MmWithUser`] still has
//! its memory, whose mappings can be looked at with a lock held: see [`virt`].
//!
//! C header: [`include/linux/mm.h`](srctree/include/linux/mm.h)
//!
//! # Safety
//!
//! A reference to an [`Mm`] stands for a count that keeps the structure, one to an [`MmWithUser`] for a
//! count that keeps the memory. A guard has locked what it refers to.

#![allow(unsafe_code)]

mod mmput_async;
pub mod virt;

#[cfg(CONFIG_MMU)]
pub use self::mmput_async::MmWithUserAsync;

use self::virt::VmaRef;
use crate::{
    sync::aref::{ARef, AlwaysRefCounted},
    types::NotThreadSafe,
};
use bindings::live::Live;
use core::{ops::Deref, ptr::NonNull};

/// An address space, which may have no memory any more.
///
/// # Invariants
///
/// The structure is not freed while the reference lives: `mm_count` is not zero.
#[repr(transparent)]
pub struct Mm {
    mm: Live<bindings::mm_struct>,
}

// SAFETY: `mmdrop()` may be called by any task.
unsafe impl Send for Mm {}

// SAFETY: What a shared reference offers is locked or atomic in C.
unsafe impl Sync for Mm {}

// SAFETY: C frees the structure when its count is zero, and does not move it. There is no way to own one
// but by its count.
unsafe impl AlwaysRefCounted for Mm {
    #[inline]
    fn inc_ref(&self) {
        bindings::safe::mmgrab(&self.mm);
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller gives a reference up.
        unsafe { bindings::mmdrop(obj.cast().as_ptr()) };
    }
}

/// An address space that has its memory.
///
/// # Invariants
///
/// The memory is not freed while the reference lives: `mm_users` is not zero.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// // A thread of the kernel's has no memory of its own.
/// if let Some(mm) = current!().mm() {
///     let mappings = mm.mmap_read_lock();
///     assert!(mappings.vma_lookup(0).is_none());
/// }
/// ```
#[repr(transparent)]
pub struct MmWithUser {
    mm: Mm,
}

// SAFETY: `mmput()` may be called by any task.
unsafe impl Send for MmWithUser {}

// SAFETY: What a shared reference offers is locked or atomic in C.
unsafe impl Sync for MmWithUser {}

// SAFETY: C frees the memory when its count is zero. There is no way to own one but by its count.
unsafe impl AlwaysRefCounted for MmWithUser {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The memory is borrowed, thus its count is not zero.
        unsafe { bindings::mmget(self.as_raw()) };
    }

    /// May sleep, as the last one frees the memory.
    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller gives a reference up.
        unsafe { bindings::mmput(obj.cast().as_ptr()) };
    }
}

impl Deref for MmWithUser {
    type Target = Mm;

    #[inline]
    fn deref(&self) -> &Mm {
        &self.mm
    }
}

impl Mm {
    /// The structure, for C.
    #[inline]
    pub fn as_raw(&self) -> *mut bindings::mm_struct {
        self.mm.get()
    }

    /// Borrows an address space from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to one whose `mm_count` is not zero during `'a`.
    #[inline]
    pub unsafe fn from_raw<'a>(ptr: *const bindings::mm_struct) -> &'a Mm {
        // SAFETY: The type is transparent; the caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// A reference that keeps the memory, if it is still there.
    #[inline]
    pub fn mmget_not_zero(&self) -> Option<ARef<MmWithUser>> {
        if !bindings::safe::mmget_not_zero(&self.mm) {
            return None;
        }
        // SAFETY: The count was taken above, and belongs to the result.
        Some(unsafe { ARef::from_raw(NonNull::from(self).cast()) })
    }
}

impl MmWithUser {
    /// Borrows an address space from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to one whose `mm_users` is not zero during `'a`.
    #[inline]
    pub unsafe fn from_raw<'a>(ptr: *const bindings::mm_struct) -> &'a MmWithUser {
        // SAFETY: The type is transparent; the caller promises the rest.
        unsafe { &*ptr.cast() }
    }

    /// Locks the one mapping that an address is in.
    ///
    /// This may fail although there is one, and on older trees always does:
    /// [`mmap_read_lock`](Self::mmap_read_lock) is what to do then.
    #[inline]
    pub fn lock_vma_under_rcu(&self, vma_addr: usize) -> Option<VmaReadGuard<'_>> {
        // SAFETY: The memory is there.
        let vma = unsafe { bindings::mm_lock_vma(self.as_raw(), vma_addr as _) };
        if vma.is_null() {
            return None;
        }
        // INVARIANT: C has locked it.
        Some(VmaReadGuard {
            // SAFETY: A mapping that is locked for reading does not change.
            vma: unsafe { VmaRef::from_raw(vma) },
            _not_send: NotThreadSafe,
        })
    }

    /// Locks the mappings, so that they stay as they are.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn mmap_read_lock(&self) -> MmapReadGuard<'_> {
        bindings::safe::mmap_read_lock(&self.mm.mm);
        // INVARIANT: It was locked above.
        MmapReadGuard {
            mm: self,
            _not_send: NotThreadSafe,
        }
    }

    /// Like [`mmap_read_lock`](Self::mmap_read_lock), unless that would have to wait.
    #[inline]
    pub fn mmap_read_trylock(&self) -> Option<MmapReadGuard<'_>> {
        if !bindings::safe::mmap_read_trylock(&self.mm.mm) {
            return None;
        }
        // INVARIANT: It was locked above.
        Some(MmapReadGuard {
            mm: self,
            _not_send: NotThreadSafe,
        })
    }
}

/// The mappings of an address space, which do not change.
///
/// # Invariants
///
/// This value holds the lock for reading, by the task that has it.
pub struct MmapReadGuard<'a> {
    mm: &'a MmWithUser,
    _not_send: NotThreadSafe,
}

impl<'a> MmapReadGuard<'a> {
    /// The mapping that an address is in.
    #[inline]
    pub fn vma_lookup(&self, vma_addr: usize) -> Option<&virt::VmaRef> {
        // SAFETY: By the type's invariant the lock is held.
        let vma = unsafe { bindings::mm_vma_lookup(self.mm.as_raw(), vma_addr as _) };
        if vma.is_null() {
            return None;
        }
        // SAFETY: The lock keeps the mapping as long as `self` is borrowed.
        Some(unsafe { VmaRef::from_raw(vma) })
    }
}

impl Drop for MmapReadGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant.
        unsafe { bindings::mmap_read_unlock(self.mm.as_raw()) };
    }
}

/// A mapping that does not change, while others may.
///
/// # Invariants
///
/// This value holds the mapping's lock for reading.
pub struct VmaReadGuard<'a> {
    vma: &'a VmaRef,
    _not_send: NotThreadSafe,
}

impl Deref for VmaReadGuard<'_> {
    type Target = VmaRef;

    #[inline]
    fn deref(&self) -> &VmaRef {
        self.vma
    }
}

impl Drop for VmaReadGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant.
        unsafe { bindings::mm_unlock_vma(self.vma.as_ptr()) };
    }
}
