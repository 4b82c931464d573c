// SPDX-License-Identifier: GPL-2.0-only

//! Sets of processors.
//!
//! C header: [`include/linux/cpumask.h`](srctree/include/linux/cpumask.h)
//!
//! # Safety
//!
//! A [`Cpumask`] is the start of at least as many bits as C reads and writes. A [`CpumaskVar`] owns
//! them.

#![allow(unsafe_code)]

use super::cpu::CpuId;
#[cfg(CONFIG_CPUMASK_OFFSTACK)]
use crate::alloc::flags::__GFP_ZERO;
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, Flags},
    error::Result,
    types::Opaque,
};
use core::ops::{Deref, DerefMut};
#[cfg(CONFIG_CPUMASK_OFFSTACK)]
use core::ptr::{self, NonNull};

/// A set of processors, as C's `struct cpumask`.
///
/// The type has no size in Rust. With `CONFIG_CPUMASK_OFFSTACK` the memory behind a C pointer is often
/// shorter than C's type; so nothing can be moved out of, or swapped through, a reference.
///
/// # Invariants
///
/// A reference points to a bitmap that C's functions may use as a `struct cpumask`, initialised, which
/// nobody writes unless by atomic operations, or through an exclusive reference.
///
/// # Examples
///
/// ```
/// use kernel::{cpu::CpuId, cpumask::{Cpumask, CpumaskVar}, prelude::*};
///
/// fn only(mask: &mut Cpumask, cpu: CpuId) {
///     mask.setall();
///     assert!(mask.full());
///     mask.clear(cpu);
///     assert!(!mask.test(cpu));
///
///     let before = mask.weight();
///     mask.set(cpu);
///     assert_eq!(mask.weight(), before + 1);
/// }
///
/// let mut mask = CpumaskVar::new_zero(GFP_KERNEL)?;
/// assert!(mask.empty());
/// only(&mut mask, CpuId::current());
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
pub struct Cpumask(Opaque<[bindings::cpumask; 0]>);

// SAFETY: A bitmap is bound to no task.
unsafe impl Send for Cpumask {}

// SAFETY: What a shared reference offers reads. By the type's invariant nobody writes meanwhile other
// than atomically.
unsafe impl Sync for Cpumask {}

impl Cpumask {
    /// Borrows a mask of C's exclusively.
    ///
    /// # Safety
    ///
    /// `ptr` points to an initialised mask that C's functions may use, which lives for `'a`. Nobody else
    /// uses it meanwhile.
    pub unsafe fn from_raw_mut<'a>(ptr: *mut bindings::cpumask) -> &'a mut Self {
        // SAFETY: Aligned for, and as long as, a type of no size. INVARIANT: The caller's promise.
        unsafe { &mut *ptr.cast() }
    }

    /// Borrows a mask of C's.
    ///
    /// # Safety
    ///
    /// `ptr` points to an initialised mask that C's functions may use, which lives for `'a`. Nobody
    /// changes it meanwhile other than by atomic operations.
    pub unsafe fn from_raw<'a>(ptr: *const bindings::cpumask) -> &'a Self {
        // SAFETY: Aligned for, and as long as, a type of no size. INVARIANT: The caller's promise.
        unsafe { &*ptr.cast() }
    }

    /// The C object.
    pub fn as_raw(&self) -> *mut bindings::cpumask {
        self.0.get().cast()
    }

    /// Puts `cpu` into the set.
    #[inline]
    pub fn set(&mut self, cpu: CpuId) {
        // SAFETY: The mask is borrowed exclusively, and a `CpuId` is the number of one of its bits.
        unsafe { bindings::__cpumask_set_cpu(cpu.as_u32(), self.as_raw()) };
    }

    /// Takes `cpu` out of the set.
    #[inline]
    pub fn clear(&mut self, cpu: CpuId) {
        // SAFETY: The mask is borrowed exclusively, and a `CpuId` is the number of one of its bits.
        unsafe { bindings::__cpumask_clear_cpu(cpu.into(), self.as_raw()) };
    }

    /// Tells whether `cpu` is in the set.
    #[inline]
    pub fn test(&self, cpu: CpuId) -> bool {
        // SAFETY: The mask is borrowed, and a `CpuId` is the number of one of its bits.
        unsafe { bindings::cpumask_has_cpu(cpu.into(), self.as_raw()) }
    }

    /// Puts all processors into the set.
    #[inline]
    pub fn setall(&mut self) {
        // SAFETY: The mask is borrowed exclusively.
        unsafe { bindings::cpumask_setall(self.as_raw()) };
    }

    /// Tells whether no processor is in the set.
    #[inline]
    pub fn empty(&self) -> bool {
        // SAFETY: The mask is borrowed.
        unsafe { bindings::cpumask_empty(self.as_raw()) }
    }

    /// Tells whether all processors are in the set.
    #[inline]
    pub fn full(&self) -> bool {
        // SAFETY: The mask is borrowed.
        unsafe { bindings::cpumask_full(self.as_raw()) }
    }

    /// The number of processors in the set.
    #[inline]
    pub fn weight(&self) -> u32 {
        // SAFETY: The mask is borrowed.
        unsafe { bindings::cpumask_weight(self.as_raw()) }
    }

    /// Makes `dstp` the same set.
    #[inline]
    pub fn copy(&self, dstp: &mut Self) {
        // SAFETY: One mask is borrowed, the other exclusively, so that they are not the same.
        unsafe { bindings::cpumask_copy(dstp.as_raw(), self.as_raw()) };
    }
}

/// A set of processors with memory of its own, as C's `cpumask_var_t`.
///
/// The memory is inside, or, with `CONFIG_CPUMASK_OFFSTACK`, allocated.
///
/// # Invariants
///
/// `mask` is as long as C takes it to be, initialised, and, where it is a pointer, came from
/// `alloc_cpumask_var()`.
///
/// # Examples
///
/// ```
/// use kernel::{cpu::CpuId, cpumask::CpumaskVar, prelude::*};
///
/// let mut mask = CpumaskVar::new_zero(GFP_KERNEL)?;
/// mask.set(CpuId::current());
///
/// let copy = CpumaskVar::try_clone(&mask)?;
/// mask.setall();
/// assert_eq!(copy.weight(), 1);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
pub struct CpumaskVar {
    #[cfg(CONFIG_CPUMASK_OFFSTACK)]
    mask: NonNull<bindings::cpumask>,
    #[cfg(not(CONFIG_CPUMASK_OFFSTACK))]
    mask: Opaque<bindings::cpumask>,
}

// SAFETY: Memory of the slab allocator, or inside; neither is bound to a task.
unsafe impl Send for CpumaskVar {}

// SAFETY: Who shares it gets references to a `Cpumask`, which is `Sync`.
unsafe impl Sync for CpumaskVar {}

/// Memory for a mask, from C's allocator of masks.
#[cfg(CONFIG_CPUMASK_OFFSTACK)]
fn allocate(flags: Flags) -> Result<NonNull<bindings::cpumask>, AllocError> {
    let mut mask = ptr::null_mut();
    // SAFETY: The function writes the pointer that it is given, and that alone.
    unsafe { bindings::alloc_cpumask_var(&mut mask, flags.as_raw()) };
    NonNull::new(mask).ok_or(AllocError)
}

impl CpumaskVar {
    /// Makes an empty set.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory.
    ///
    /// # Context
    ///
    /// May sleep if the flags allow it.
    pub fn new_zero(_flags: Flags) -> Result<Self, AllocError> {
        // INVARIANT: Zeroed by C.
        #[cfg(CONFIG_CPUMASK_OFFSTACK)]
        return Ok(Self {
            mask: allocate(_flags | __GFP_ZERO)?,
        });
        // INVARIANT: Zeroed here.
        #[cfg(not(CONFIG_CPUMASK_OFFSTACK))]
        Ok(Self {
            mask: Opaque::zeroed(),
        })
    }

    /// Makes a set of which nothing is known.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory.
    ///
    /// # Context
    ///
    /// May sleep if the flags allow it.
    ///
    /// # Safety
    ///
    /// Before the set is read, all of it must be written: by [`Cpumask::setall`], or as the destination
    /// of [`Cpumask::copy`].
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{cpumask::CpumaskVar, prelude::*};
    ///
    /// // SAFETY: The next line writes all of it.
    /// let mut mask = unsafe { CpumaskVar::new(GFP_KERNEL) }?;
    /// mask.setall();
    /// assert!(mask.full());
    /// # Ok::<(), Error>(())
    /// ```
    pub unsafe fn new(_flags: Flags) -> Result<Self, AllocError> {
        // INVARIANT: Initialised when it is read first, by the caller's promise.
        #[cfg(CONFIG_CPUMASK_OFFSTACK)]
        return Ok(Self {
            mask: allocate(_flags)?,
        });
        // INVARIANT: Initialised when it is read first, by the caller's promise.
        #[cfg(not(CONFIG_CPUMASK_OFFSTACK))]
        Ok(Self {
            mask: Opaque::uninit(),
        })
    }

    /// Borrows one of C's exclusively.
    ///
    /// # Safety
    ///
    /// `ptr` points to a `cpumask_var_t` with memory, initialised, that lives for `'a`. Nobody else uses
    /// it meanwhile.
    pub unsafe fn from_raw_mut<'a>(ptr: *mut bindings::cpumask_var_t) -> &'a mut Self {
        // SAFETY: The types agree: a pointer that is not null, or the mask. INVARIANT: The caller's
        // promise.
        unsafe { &mut *ptr.cast() }
    }

    /// Borrows one of C's.
    ///
    /// # Safety
    ///
    /// `ptr` points to a `cpumask_var_t` with memory, initialised, that lives for `'a`. Nobody changes
    /// it meanwhile other than by atomic operations on its bits.
    pub unsafe fn from_raw<'a>(ptr: *const bindings::cpumask_var_t) -> &'a Self {
        // SAFETY: The types agree: a pointer that is not null, or the mask. INVARIANT: The caller's
        // promise.
        unsafe { &*ptr.cast() }
    }

    /// Makes the same set as `cpumask`.
    ///
    /// # Errors
    ///
    /// [`ENOMEM`](crate::error::code::ENOMEM) without memory.
    ///
    /// # Context
    ///
    /// May sleep.
    pub fn try_clone(cpumask: &Cpumask) -> Result<Self> {
        let mut copy = Self::new_zero(GFP_KERNEL)?;
        cpumask.copy(&mut copy);
        Ok(copy)
    }

    /// The mask, inside or allocated.
    fn as_raw_mask(&self) -> *mut bindings::cpumask {
        #[cfg(CONFIG_CPUMASK_OFFSTACK)]
        return self.mask.as_ptr();
        #[cfg(not(CONFIG_CPUMASK_OFFSTACK))]
        self.mask.get()
    }
}

impl Deref for CpumaskVar {
    type Target = Cpumask;

    fn deref(&self) -> &Cpumask {
        // SAFETY: By the type's invariant a mask, which is borrowed with its owner.
        unsafe { Cpumask::from_raw(self.as_raw_mask()) }
    }
}

impl DerefMut for CpumaskVar {
    fn deref_mut(&mut self) -> &mut Cpumask {
        // SAFETY: As above, exclusively.
        unsafe { Cpumask::from_raw_mut(self.as_raw_mask()) }
    }
}

#[cfg(CONFIG_CPUMASK_OFFSTACK)]
impl Drop for CpumaskVar {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type's invariant from C's allocator of masks; nobody uses it any more.
        unsafe { bindings::free_cpumask_var(self.mask.as_ptr()) };
    }
}
