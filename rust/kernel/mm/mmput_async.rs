// SPDX-License-Identifier: GPL-2.0-only

//! References to memory that may be given back where one cannot sleep.
//!
//! # Safety
//!
//! As for an [`MmWithUser`]; only how a reference is given back differs.

#![allow(unsafe_code)]
#![cfg(CONFIG_MMU)]

use super::MmWithUser;
use crate::sync::aref::{ARef, AlwaysRefCounted};
use core::{ops::Deref, ptr::NonNull};

/// Like [`MmWithUser`]: if its last reference is dropped, a work queue frees the memory.
///
/// # Invariants
///
/// As for [`MmWithUser`].
#[repr(transparent)]
pub struct MmWithUserAsync {
    mm: MmWithUser,
}

// SAFETY: `mmput_async()` may be called by any task.
unsafe impl Send for MmWithUserAsync {}

// SAFETY: As for `MmWithUser`, which is all that a shared reference gives.
unsafe impl Sync for MmWithUserAsync {}

// SAFETY: C frees the memory when its count is zero. There is no way to own one but by its count.
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

impl Deref for MmWithUserAsync {
    type Target = MmWithUser;

    #[inline]
    fn deref(&self) -> &MmWithUser {
        &self.mm
    }
}

impl MmWithUser {
    /// Makes the reference one that may be dropped in any context but NMI.
    #[inline]
    pub fn into_mmput_async(me: ARef<MmWithUser>) -> ARef<MmWithUserAsync> {
        // SAFETY: The types are transparent over each other, and count the same way.
        unsafe { ARef::from_raw(ARef::into_raw(me).cast()) }
    }
}
