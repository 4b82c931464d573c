// SPDX-License-Identifier: GPL-2.0-only

//! Mappings: pieces of a process's memory that are of one kind.
//!
//! # Examples
//!
//! What a driver's `mmap` may do to a mapping, and what C then makes of its flags:
//!
//! ```
//! use kernel::{
//!     mm::virt::{flags, VmaNew},
//!     prelude::*,
//! };
//!
//! /// Users read the mapping, and nothing makes it writable later.
//! fn read_only(vma: &VmaNew) -> Result {
//!     vma.try_clear_maywrite()?;
//!     vma.set_dontexpand();
//!     vma.set_dontcopy();
//!     Ok(())
//! }
//!
//! let protection = flags::READ | flags::WRITE | flags::EXEC;
//! let permission = flags::MAYREAD | flags::MAYWRITE | flags::MAYEXEC;
//! assert_eq!(protection & permission, flags::NONE);
//! assert_eq!(protection << 4, permission);
//! # let _ = read_only;
//! ```
//!
//! # Safety
//!
//! A [`VmaRef`] is a mapping that a lock keeps from changing. A [`VmaNew`] is one that is being made, and is
//! changed by its maker alone.

#![allow(unsafe_code)]

use super::MmWithUser;
use crate::{
    error::{code::EINVAL, to_result, Result},
    page::Page,
};
use bindings::live::Live;
use core::ops::Deref;

pub use bindings::vm_flags_t;

/// A mapping.
///
/// # Invariants
///
/// The caller holds the lock of the mapping, or of all of its address space, for reading at least, while
/// the reference lives.
#[repr(transparent)]
pub struct VmaRef {
    vma: Live<bindings::vm_area_struct>,
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

    /// What kind of mapping it is: see [`flags`](mod@flags).
    #[inline]
    pub fn flags(&self) -> vm_flags_t {
        bindings::safe::vma_flags_of(&self.vma)
    }

    /// Its first address.
    #[inline]
    pub fn start(&self) -> usize {
        bindings::safe::vma_start_of(&self.vma) as usize
    }

    /// The first address behind it.
    #[inline]
    pub fn end(&self) -> usize {
        bindings::safe::vma_end_of(&self.vma) as usize
    }

    /// Takes the pages out of a part of the mapping. Nothing happens if it is not a part.
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
        // SAFETY: By the type's invariant the mapping is locked. The range lies in it.
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
    vma: VmaRef,
}

impl Deref for VmaMixedMap {
    type Target = VmaRef;

    #[inline]
    fn deref(&self) -> &VmaRef {
        &self.vma
    }
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
        // SAFETY: The mapping is locked, and has the flag that C wants then. The page is there.
        to_result(unsafe { bindings::vm_insert_page(self.as_ptr(), address as _, page.as_ptr()) })
    }
}

/// A mapping that is being made: what `mmap()` of a file gets.
///
/// # Invariants
///
/// The caller alone uses the mapping, with the lock of the address space held for writing.
#[repr(transparent)]
pub struct VmaNew {
    vma: VmaRef,
}

impl Deref for VmaNew {
    type Target = VmaRef;

    #[inline]
    fn deref(&self) -> &VmaRef {
        &self.vma
    }
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

    #[inline]
    fn set(&self, flags: vm_flags_t) {
        // SAFETY: By the type's invariant.
        unsafe { bindings::vm_area_set_flags(self.as_ptr(), flags) };
    }

    /// Clears a flag of what may become so, unless it is so.
    fn try_clear(&self, is: bool, may: vm_flags_t) -> Result {
        if is {
            return Err(EINVAL);
        }
        // SAFETY: By the type's invariant.
        unsafe { bindings::vm_area_clear_flags(self.as_ptr(), may) };
        Ok(())
    }

    /// Pages will be put into it.
    pub fn set_mixedmap(&self) -> &VmaMixedMap {
        self.set(flags::MIXEDMAP);
        // SAFETY: The flag was set above.
        unsafe { VmaMixedMap::from_raw(self.as_ptr()) }
    }

    /// It is memory of a device.
    pub fn set_io(&self) {
        self.set(flags::IO)
    }

    /// `mremap()` cannot make it larger.
    pub fn set_dontexpand(&self) {
        self.set(flags::DONTEXPAND)
    }

    /// A child does not get it.
    pub fn set_dontcopy(&self) {
        self.set(flags::DONTCOPY)
    }

    /// It is not in core dumps.
    pub fn set_dontdump(&self) {
        self.set(flags::DONTDUMP)
    }

    /// Whether it can be read.
    pub fn readable(&self) -> bool {
        self.flags() & flags::READ != 0
    }

    /// Keeps `mprotect()` from making it readable. `EINVAL` if it is.
    pub fn try_clear_mayread(&self) -> Result {
        self.try_clear(self.readable(), flags::MAYREAD)
    }

    /// Whether it can be written.
    pub fn writable(&self) -> bool {
        self.flags() & flags::WRITE != 0
    }

    /// Keeps `mprotect()` from making it writable. `EINVAL` if it is.
    pub fn try_clear_maywrite(&self) -> Result {
        self.try_clear(self.writable(), flags::MAYWRITE)
    }

    /// Whether it can be executed.
    pub fn executable(&self) -> bool {
        self.flags() & flags::EXEC != 0
    }

    /// Keeps `mprotect()` from making it executable. `EINVAL` if it is.
    pub fn try_clear_mayexec(&self) -> Result {
        self.try_clear(self.executable(), flags::MAYEXEC)
    }
}

/// What kind of mapping it is: C's `VM_*`.
pub mod flags {
    use super::vm_flags_t;

    /// None.
    pub const NONE: vm_flags_t = bindings::VM_NONE as vm_flags_t;

    /// It can be read.
    pub const READ: vm_flags_t = bindings::VM_READ as vm_flags_t;

    /// It can be written.
    pub const WRITE: vm_flags_t = bindings::VM_WRITE as vm_flags_t;

    /// It can be executed.
    pub const EXEC: vm_flags_t = bindings::VM_EXEC as vm_flags_t;

    /// Changes are seen by others that map the same.
    pub const SHARED: vm_flags_t = bindings::VM_SHARED as vm_flags_t;

    /// It may become readable.
    pub const MAYREAD: vm_flags_t = bindings::VM_MAYREAD as vm_flags_t;

    /// It may become writable.
    pub const MAYWRITE: vm_flags_t = bindings::VM_MAYWRITE as vm_flags_t;

    /// It may become executable.
    pub const MAYEXEC: vm_flags_t = bindings::VM_MAYEXEC as vm_flags_t;

    /// It may become shared.
    pub const MAYSHARE: vm_flags_t = bindings::VM_MAYSHARE as vm_flags_t;

    /// Numbers of page frames, without C's pages.
    pub const PFNMAP: vm_flags_t = bindings::VM_PFNMAP as vm_flags_t;

    /// Memory of a device.
    pub const IO: vm_flags_t = bindings::VM_IO as vm_flags_t;

    /// A child does not get it.
    pub const DONTCOPY: vm_flags_t = bindings::VM_DONTCOPY as vm_flags_t;

    /// `mremap()` cannot make it larger.
    pub const DONTEXPAND: vm_flags_t = bindings::VM_DONTEXPAND as vm_flags_t;

    /// Pages are locked when they come.
    pub const LOCKONFAULT: vm_flags_t = bindings::VM_LOCKONFAULT as vm_flags_t;

    /// It counts as memory that was promised.
    pub const ACCOUNT: vm_flags_t = bindings::VM_ACCOUNT as vm_flags_t;

    /// It does not.
    pub const NORESERVE: vm_flags_t = bindings::VM_NORESERVE as vm_flags_t;

    /// Pages of hugetlbfs.
    pub const HUGETLB: vm_flags_t = bindings::VM_HUGETLB as vm_flags_t;

    /// Faults are synchronous.
    pub const SYNC: vm_flags_t = bindings::VM_SYNC as vm_flags_t;

    /// What it means depends on the architecture.
    pub const ARCH_1: vm_flags_t = bindings::VM_ARCH_1 as vm_flags_t;

    /// A child gets zeroes.
    pub const WIPEONFORK: vm_flags_t = bindings::VM_WIPEONFORK as vm_flags_t;

    /// It is not in core dumps.
    pub const DONTDUMP: vm_flags_t = bindings::VM_DONTDUMP as vm_flags_t;

    /// Whether it was written is tracked.
    pub const SOFTDIRTY: vm_flags_t = bindings::VM_SOFTDIRTY as vm_flags_t;

    /// Pages, and numbers of page frames.
    pub const MIXEDMAP: vm_flags_t = bindings::VM_MIXEDMAP as vm_flags_t;

    /// Huge pages are wanted.
    pub const HUGEPAGE: vm_flags_t = bindings::VM_HUGEPAGE as vm_flags_t;

    /// Huge pages are not wanted.
    pub const NOHUGEPAGE: vm_flags_t = bindings::VM_NOHUGEPAGE as vm_flags_t;

    /// Equal pages may become one.
    pub const MERGEABLE: vm_flags_t = bindings::VM_MERGEABLE as vm_flags_t;
}
