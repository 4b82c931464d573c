// SPDX-License-Identifier: GPL-2.0-only

//! Numbers of processors, and sets of them.
//!
//! C headers: [`include/linux/cpumask.h`](srctree/include/linux/cpumask.h),
//! [`include/linux/smp.h`](srctree/include/linux/smp.h),
//! [`include/linux/cpu.h`](srctree/include/linux/cpu.h)
//!
//! # Safety
//!
//! A [`CpuId`] is less than `nr_cpu_ids`, which does not change once modules and drivers run. A
//! [`Cpumask`] is the start of at least as many bits as C reads and writes. A [`CpumaskVar`] owns them.

#![allow(unsafe_code)]

#[cfg(CONFIG_CPUMASK_OFFSTACK)]
use crate::alloc::flags::__GFP_ZERO;
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, Flags},
    device::Device,
    error::{code::ENODEV, Result},
    types::Opaque,
};
#[cfg(CONFIG_CPUMASK_OFFSTACK)]
use core::ptr;
use core::{
    ops::{Deref, DerefMut},
    ptr::NonNull,
};

/// One more than the highest number that a processor of this machine may have.
///
/// # Examples
///
/// ```
/// use kernel::cpu::{nr_cpu_ids, CpuId};
///
/// assert!(nr_cpu_ids() >= 1);
/// assert!(CpuId::current().as_u32() < nr_cpu_ids());
/// ```
#[inline]
pub fn nr_cpu_ids() -> u32 {
    bindings::safe::rust_nr_cpu_ids()
}

/// The number of a processor.
///
/// The processor need be neither online nor present.
///
/// # Invariants
///
/// The number is less than [`nr_cpu_ids()`].
///
/// # Examples
///
/// ```
/// use kernel::{cpu::{nr_cpu_ids, CpuId}, prelude::*};
///
/// let first = CpuId::from_u32(0).ok_or(EINVAL)?;
/// assert_eq!(u32::from(first), 0);
/// assert_eq!(CpuId::from_i32(0), Some(first));
/// assert_eq!(CpuId::from_i32(-1), None);
/// assert_eq!(CpuId::from_u32(nr_cpu_ids()), None);
/// # Ok::<(), Error>(())
/// ```
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct CpuId(u32);

impl CpuId {
    /// Makes one of a number that is known to be right.
    ///
    /// # Safety
    ///
    /// `id` is neither negative, nor greater than or equal to [`nr_cpu_ids()`].
    #[inline]
    pub unsafe fn from_i32_unchecked(id: i32) -> Self {
        // INVARIANT: The caller's promise.
        Self(id.cast_unsigned())
    }

    /// Makes one of `id`, if that is the number of a processor.
    pub fn from_i32(id: i32) -> Option<Self> {
        Self::from_u32(u32::try_from(id).ok()?)
    }

    /// Makes one of a number that is known to be right.
    ///
    /// # Safety
    ///
    /// `id` is less than [`nr_cpu_ids()`].
    #[inline]
    pub unsafe fn from_u32_unchecked(id: u32) -> Self {
        // INVARIANT: The caller's promise.
        Self(id)
    }

    /// Makes one of `id`, if that is the number of a processor.
    pub fn from_u32(id: u32) -> Option<Self> {
        // INVARIANT: Compared.
        (id < nr_cpu_ids()).then_some(Self(id))
    }

    /// The number.
    #[inline]
    pub fn as_u32(&self) -> u32 {
        self.0
    }

    /// The processor on which the caller runs.
    ///
    /// It may be another one as soon as the function returns, unless the caller cannot be moved: with
    /// preemption or interrupts off, or as a thread that is bound to one processor.
    ///
    /// # Context
    ///
    /// Any.
    #[inline]
    pub fn current() -> Self {
        // INVARIANT: A processor that runs has a number below `nr_cpu_ids`.
        Self(bindings::safe::rust_this_cpu())
    }
}

impl From<CpuId> for u32 {
    fn from(id: CpuId) -> Self {
        id.as_u32()
    }
}

impl From<CpuId> for i32 {
    fn from(id: CpuId) -> Self {
        id.as_u32().cast_signed()
    }
}

/// The device of a processor.
///
/// # Errors
///
/// [`ENODEV`] if the processor has none: its number is not one of a possible processor, or the
/// architecture does not register it.
///
/// # Context
///
/// Any.
///
/// # Safety
///
/// The processor must not be removed for good, which unregisters its device, while the reference is in
/// use. One that merely goes offline keeps it.
///
/// # Examples
///
/// ```
/// use kernel::{cpu::{self, CpuId}, prelude::*};
///
/// // SAFETY: The processor that runs this is not unplugged meanwhile: the example does not do it.
/// if let Ok(device) = unsafe { cpu::from_cpu(CpuId::current()) } {
///     dev_info!(device, "a processor\n");
/// }
/// ```
#[inline]
pub unsafe fn from_cpu(cpu: CpuId) -> Result<&'static Device> {
    let device = NonNull::new(bindings::safe::get_cpu_device(cpu.as_u32())).ok_or(ENODEV)?;
    // SAFETY: A registered device, alive while the caller keeps its promise.
    Ok(unsafe { Device::from_raw(device.as_ptr()) })
}

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
