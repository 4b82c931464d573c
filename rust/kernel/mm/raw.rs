// SPDX-License-Identifier: GPL-2.0-only

//! Where Rust meets C's address spaces and mappings: counts, locks, and what they keep.
//!
//! # Safety
//!
//! A reference to an [`Mm`] stands for a count that keeps the structure, one to an [`MmWithUser`] for a
//! count that keeps the memory. A guard has locked what it refers to. A [`VmaRef`] is a mapping that a lock
//! keeps from changing. A [`VmaNew`] is one that is being made, and is changed by its maker alone.

#![allow(unsafe_code)]

use super::virt::flags;
use crate::{
    error::{to_result, Result},
    page::{Page, PAGE_SIZE},
    sync::aref::{ARef, AlwaysRefCounted},
    types::NotThreadSafe,
};
use bindings::{live::Live, vm_flags_t};
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

// SAFETY: `mmdrop()`, `mmput()` and `mmput_async()` may be called by any task.
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
    pub(super) mm: Mm,
}

// SAFETY: C frees the memory when its count is zero. There is no way to own one but by its count.
unsafe impl AlwaysRefCounted for MmWithUser {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: The memory is borrowed, thus its count is not zero.
        unsafe { bindings::mmget(self.mm.as_raw()) };
    }

    /// May sleep, as the last one frees the memory.
    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller gives a reference up.
        unsafe { bindings::mmput(obj.cast().as_ptr()) };
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
}

/// Like [`MmWithUser`]: if its last reference is dropped, a work queue frees the memory.
///
/// # Invariants
///
/// As for [`MmWithUser`].
#[cfg(CONFIG_MMU)]
#[repr(transparent)]
pub struct MmWithUserAsync {
    pub(super) mm: MmWithUser,
}

// SAFETY: C frees the memory when its count is zero. There is no way to own one but by its count.
#[cfg(CONFIG_MMU)]
unsafe impl AlwaysRefCounted for MmWithUserAsync {
    #[inline]
    fn inc_ref(&self) {
        self.mm.inc_ref();
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: The caller gives a reference up.
        unsafe { bindings::mmput_async(obj.cast().as_ptr()) };
    }
}

#[cfg(CONFIG_MMU)]
impl MmWithUser {
    /// Makes the reference one that may be dropped in any context but NMI.
    #[inline]
    pub fn into_mmput_async(me: ARef<MmWithUser>) -> ARef<MmWithUserAsync> {
        // SAFETY: The types are transparent over each other, and count the same way.
        unsafe { ARef::from_raw(ARef::into_raw(me).cast()) }
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
    /// Takes the lock.
    #[inline]
    pub(super) fn lock(mm: &'a MmWithUser) -> Self {
        bindings::safe::mmap_read_lock(&mm.mm.mm);
        // INVARIANT: It was locked above.
        MmapReadGuard {
            mm,
            _not_send: NotThreadSafe,
        }
    }

    /// Takes the lock, unless that would have to wait.
    #[inline]
    pub(super) fn try_lock(mm: &'a MmWithUser) -> Option<Self> {
        // INVARIANT: It was locked if C says so.
        bindings::safe::mmap_read_trylock(&mm.mm.mm).then_some(())?;
        Some(MmapReadGuard {
            mm,
            _not_send: NotThreadSafe,
        })
    }

    /// The mapping that an address is in.
    #[inline]
    pub fn vma_lookup(&self, vma_addr: usize) -> Option<&VmaRef> {
        // SAFETY: By the type's invariant the lock is held.
        let vma = unsafe { bindings::mm_vma_lookup(self.mm.mm.as_raw(), vma_addr as _) };
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
        unsafe { bindings::mmap_read_unlock(self.mm.mm.as_raw()) };
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

impl<'a> VmaReadGuard<'a> {
    /// Locks the mapping that an address is in, if C can do that.
    #[inline]
    pub(super) fn lock(mm: &'a MmWithUser, vma_addr: usize) -> Option<Self> {
        // SAFETY: The memory is there.
        let vma = unsafe { bindings::mm_lock_vma(mm.mm.as_raw(), vma_addr as _) };
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

/// A mapping.
///
/// # Invariants
///
/// The caller holds the lock of the mapping, or of all of its address space, for reading at least, while
/// the reference lives.
#[repr(transparent)]
pub struct VmaRef {
    pub(super) vma: Live<bindings::vm_area_struct>,
}

impl VmaRef {
    /// Borrows a mapping from C.
    ///
    /// # Safety
    ///
    /// `vma` must point to one that is locked, for reading at least, during `'a`.
    #[inline]
    pub unsafe fn from_raw<'a>(vma: *const bindings::vm_area_struct) -> &'a Self {
        // SAFETY: The type is transparent; the caller promises the rest.
        unsafe { &*vma.cast() }
    }

    /// The mapping, for C.
    #[inline]
    pub fn as_ptr(&self) -> *mut bindings::vm_area_struct {
        self.vma.get()
    }

    /// The address space that the mapping is in.
    #[inline]
    pub fn mm(&self) -> &MmWithUser {
        // SAFETY: By the type's invariant. An address space has users while a mapping in it is locked.
        unsafe { MmWithUser::from_raw(bindings::vma_mm_of(self.as_ptr())) }
    }

    /// Takes the pages out of a part of the mapping.
    ///
    /// A part begins and ends where pages do. Nothing happens if this is not a part, or if the mapping is
    /// one of huge pages of their own (`VM_HUGETLB`): there C takes nothing less than such a page.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn zap_vma_range(&self, address: usize, size: usize) {
        let Some(end) = address.checked_add(size) else {
            return;
        };
        if size == 0 || address < self.start() || end > self.end() {
            return;
        }
        if (address | size) % PAGE_SIZE != 0 || self.flags() & flags::HUGETLB != 0 {
            return;
        }
        // SAFETY: By the type's invariant the mapping is locked. The range lies in it, and consists of
        // whole pages: `zap_pte_range()` goes from one to the next until it is at the end. C splits what is
        // larger, but for the huge pages of a mapping that is refused above.
        unsafe { bindings::vma_zap(self.as_ptr(), address as _, size as _) };
    }

    /// The mapping as one that pages can be put into, if it is.
    #[inline]
    pub fn as_mixedmap_vma(&self) -> Option<&VmaMixedMap> {
        if self.flags() & flags::MIXEDMAP == 0 {
            return None;
        }
        // SAFETY: The flag is set, and the mapping is locked.
        Some(unsafe { VmaMixedMap::from_raw(self.as_ptr()) })
    }
}

/// A mapping that pages can be put into.
///
/// # Invariants
///
/// It has the flag `VM_MIXEDMAP`.
#[repr(transparent)]
pub struct VmaMixedMap {
    pub(super) vma: VmaRef,
}

impl VmaMixedMap {
    /// Borrows a mapping from C.
    ///
    /// # Safety
    ///
    /// As for [`VmaRef::from_raw`], and it must have the flag `VM_MIXEDMAP`.
    #[inline]
    pub unsafe fn from_raw<'a>(vma: *const bindings::vm_area_struct) -> &'a Self {
        // SAFETY: The type is transparent; the caller promises the rest.
        unsafe { &*vma.cast() }
    }

    /// Puts a page at an address. The mapping gets a reference to the page.
    ///
    /// # Errors
    ///
    /// `EFAULT` if the address is not in the mapping, `EBUSY` if there is a page, `ENOMEM` without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn vm_insert_page(&self, address: usize, page: &Page) -> Result {
        let vma = self.vma.as_ptr();
        // SAFETY: The mapping is locked, and has the flag that C wants then. The page is there.
        to_result(unsafe { bindings::vm_insert_page(vma, address as _, page.as_ptr()) })
    }
}

/// What the maker of a mapping may have it be, whatever else it is.
const MAY_BE_SET: vm_flags_t =
    flags::MIXEDMAP | flags::IO | flags::DONTEXPAND | flags::DONTCOPY | flags::DONTDUMP;

/// What a mapping may be kept from becoming.
const MAY_BE_CLEARED: vm_flags_t = flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;

/// A mapping that is being made: what `mmap()` of a file gets.
///
/// # Invariants
///
/// The mapping is in no tree yet. The caller alone uses it, with the lock of the address space held for writing.
#[repr(transparent)]
pub struct VmaNew {
    pub(super) vma: VmaRef,
}

impl VmaNew {
    /// Borrows a mapping from C.
    ///
    /// # Safety
    ///
    /// `vma` must point to one that is being made, by the caller, during `'a`.
    #[inline]
    pub unsafe fn from_raw<'a>(vma: *mut bindings::vm_area_struct) -> &'a Self {
        // SAFETY: The type is transparent; the caller promises the rest.
        unsafe { &*vma.cast() }
    }

    /// Sets those of some flags that are among [`MAY_BE_SET`].
    #[inline]
    pub(super) fn set(&self, flags: vm_flags_t) {
        // SAFETY: By the type's invariant the mapping is in no tree, so that `__vm_flags_mod()` needs no lock
        // of it. None of the flags has C take the mapping for what it is not.
        unsafe { bindings::vm_area_set_flags(self.vma.as_ptr(), flags & MAY_BE_SET) };
    }

    /// Clears those of some flags that are among [`MAY_BE_CLEARED`].
    #[inline]
    pub(super) fn clear(&self, flags: vm_flags_t) {
        // SAFETY: As in `set()`. Without the flags less may be done with the mapping.
        unsafe { bindings::vm_area_clear_flags(self.vma.as_ptr(), flags & MAY_BE_CLEARED) };
    }

    /// Pages will be put into it.
    #[inline]
    pub fn set_mixedmap(&self) -> &VmaMixedMap {
        self.set(flags::MIXEDMAP);
        // SAFETY: The flag was set above.
        unsafe { VmaMixedMap::from_raw(self.vma.as_ptr()) }
    }
}
