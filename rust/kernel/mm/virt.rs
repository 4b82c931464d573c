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

use crate::error::{code::EINVAL, Result};
use core::ops::Deref;

pub use super::raw::{VmaMixedMap, VmaNew, VmaRef};
pub use bindings::vm_flags_t;

impl VmaRef {
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
}

impl Deref for VmaMixedMap {
    type Target = VmaRef;

    #[inline]
    fn deref(&self) -> &VmaRef {
        &self.vma
    }
}

impl Deref for VmaNew {
    type Target = VmaRef;

    #[inline]
    fn deref(&self) -> &VmaRef {
        &self.vma
    }
}

impl VmaNew {
    /// Clears a flag of what may become so, unless it is so.
    #[inline]
    fn try_clear(&self, is: bool, may: vm_flags_t) -> Result {
        if is {
            return Err(EINVAL);
        }
        self.clear(may);
        Ok(())
    }

    /// It is memory of a device.
    #[inline]
    pub fn set_io(&self) {
        self.set(flags::IO)
    }

    /// `mremap()` cannot make it larger.
    #[inline]
    pub fn set_dontexpand(&self) {
        self.set(flags::DONTEXPAND)
    }

    /// A child does not get it.
    #[inline]
    pub fn set_dontcopy(&self) {
        self.set(flags::DONTCOPY)
    }

    /// It is not in core dumps.
    #[inline]
    pub fn set_dontdump(&self) {
        self.set(flags::DONTDUMP)
    }

    /// Whether it can be read.
    #[inline]
    pub fn readable(&self) -> bool {
        self.flags() & flags::READ != 0
    }

    /// Keeps `mprotect()` from making it readable. `EINVAL` if it is.
    #[inline]
    pub fn try_clear_mayread(&self) -> Result {
        self.try_clear(self.readable(), flags::MAYREAD)
    }

    /// Whether it can be written.
    #[inline]
    pub fn writable(&self) -> bool {
        self.flags() & flags::WRITE != 0
    }

    /// Keeps `mprotect()` from making it writable. `EINVAL` if it is.
    #[inline]
    pub fn try_clear_maywrite(&self) -> Result {
        self.try_clear(self.writable(), flags::MAYWRITE)
    }

    /// Whether it can be executed.
    #[inline]
    pub fn executable(&self) -> bool {
        self.flags() & flags::EXEC != 0
    }

    /// Keeps `mprotect()` from making it executable. `EINVAL` if it is.
    #[inline]
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
