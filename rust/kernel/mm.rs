// SPDX-License-Identifier: GPL-2.0-only

//! Address spaces of processes.
//!
//! An [`Mm`] is one that may have no process any more: its memory is gone then. An [`MmWithUser`] still has
//! its memory, whose mappings can be looked at with a lock held: see [`virt`].
//!
//! C header: [`include/linux/mm.h`](srctree/include/linux/mm.h)

mod raw;
pub mod virt;

#[cfg(CONFIG_MMU)]
pub use self::raw::MmWithUserAsync;
pub use self::raw::{Mm, MmWithUser, MmapReadGuard, VmaReadGuard};

use core::ops::Deref;

impl MmWithUser {
    /// Locks the one mapping that an address is in.
    ///
    /// This may fail although there is one, and on older trees always does:
    /// [`mmap_read_lock`](Self::mmap_read_lock) is what to do then.
    #[inline]
    pub fn lock_vma_under_rcu(&self, vma_addr: usize) -> Option<VmaReadGuard<'_>> {
        VmaReadGuard::lock(self, vma_addr)
    }

    /// Locks the mappings, so that they stay as they are.
    ///
    /// # Context
    ///
    /// May sleep.
    #[inline]
    pub fn mmap_read_lock(&self) -> MmapReadGuard<'_> {
        MmapReadGuard::lock(self)
    }

    /// Like [`mmap_read_lock`](Self::mmap_read_lock), unless that would have to wait.
    #[inline]
    pub fn mmap_read_trylock(&self) -> Option<MmapReadGuard<'_>> {
        MmapReadGuard::try_lock(self)
    }
}

impl Deref for MmWithUser {
    type Target = Mm;

    #[inline]
    fn deref(&self) -> &Mm {
        &self.mm
    }
}

#[cfg(CONFIG_MMU)]
impl Deref for MmWithUserAsync {
    type Target = MmWithUser;

    #[inline]
    fn deref(&self) -> &MmWithUser {
        &self.mm
    }
}
