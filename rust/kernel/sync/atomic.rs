// SPDX-License-Identifier: GPL-2.0-only

//! Atomic variables with the kernel's memory model.
//!
//! C and Rust code of the kernel that touch the same memory must agree on what orders what, and C
//! follows the Linux kernel memory model (`tools/memory-model/`), not that of C11. Rust's own
//! `core::sync::atomic` follows the latter, in which for instance a `SeqCst` exchange is no full
//! barrier for the accesses around it. So every operation here is C's of the same name:
//!
//! | here | in C |
//! |---|---|
//! | `load(Relaxed)`, `load(Acquire)` | `atomic_read()`, `atomic_read_acquire()` |
//! | `store(v, Relaxed)`, `store(v, Release)` | `atomic_set()`, `atomic_set_release()` |
//! | `xchg(v, Full)` | `atomic_xchg()`: a full barrier before and after |
//! | `cmpxchg(old, new, Full)` | `atomic_try_cmpxchg()`: the same if it succeeds, no order if it fails |
//! | `fetch_add(v, Acquire)` and the like | `atomic_fetch_add_acquire()` and the like |
//! | `add(v, Relaxed)` | `atomic_add()` |
//!
//! Arithmetic wraps.
//!
//! C header: [`include/linux/atomic.h`](srctree/include/linux/atomic.h)
//!
//! # Safety
//!
//! The memory of an [`Atomic`] holds a value of its type, and is accessed by C's atomic operations
//! alone while it is shared. Each type that can be in one is named with a number of its size, alignment
//! and range of values.

#![allow(unsafe_code)]

mod flag;
pub(crate) mod internal;
pub mod ordering;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::flag::AtomicFlag;
pub use self::internal::AtomicImpl;
pub use self::ordering::{Acquire, Full, Relaxed, Release};

use self::internal::{AtomicArithmeticOps, AtomicBasicOps, AtomicExchangeOps, AtomicRepr};
use crate::{ffi::c_void, static_assert};
use core::fmt;
use pin_init::Zeroable;

/// A variable of type `T` that several threads may change at the same time.
///
/// # Invariants
///
/// The memory holds a valid `T`, and has the size and alignment of one.
///
/// # Examples
///
/// ```
/// use kernel::sync::atomic::{Acquire, Atomic, Full, Relaxed, Release};
///
/// static READY: Atomic<bool> = Atomic::new(false);
/// static COUNT: Atomic<u32> = Atomic::new(0);
///
/// COUNT.add(1u32, Relaxed);
/// assert_eq!(COUNT.fetch_add(4u32, Full), 1);
/// READY.store(true, Release);
/// if READY.load(Acquire) {
///     assert_eq!(COUNT.load(Relaxed), 5);
/// }
/// assert_eq!(COUNT.cmpxchg(5, 9, Full), Ok(5));
/// assert_eq!(COUNT.cmpxchg(5, 1, Full), Err(9));
/// assert_eq!(COUNT.xchg(0, Relaxed), 9);
/// ```
#[repr(transparent)]
pub struct Atomic<T: AtomicType>(AtomicRepr<T::Repr>);

// SAFETY: What may be put into an atomic variable by one thread and taken out by another is the
// matter of `AtomicType`: its values are numbers to Rust.
unsafe impl<T: AtomicType> Send for Atomic<T> {}

// SAFETY: All operations on a shared `Atomic` are atomic.
unsafe impl<T: AtomicType> Sync for Atomic<T> {}

// SAFETY: The variable is memory of the size of a `T`. If that is all zeroes, it holds a valid one.
unsafe impl<T: AtomicType + Zeroable> Zeroable for Atomic<T> {}

/// A type that can be in an [`Atomic`].
///
/// # Safety
///
/// - `Self` has the size and alignment of [`Repr`](AtomicType::Repr), and no padding.
/// - A `Repr` that was made of the bytes of a `Self` makes a valid `Self` again, in any thread.
pub unsafe trait AtomicType: Sized + Copy {
    /// The number that C operates on.
    type Repr: AtomicImpl;
}

/// A type in an [`Atomic`] that an `Rhs` can be added to.
///
/// # Safety
///
/// Every value of [`Repr`](AtomicType::Repr) that the addition may yield makes a valid `Self`.
pub unsafe trait AtomicAdd<Rhs = Self>: AtomicType {
    /// What to add to the number that C operates on.
    fn rhs_into_delta(rhs: Rhs) -> <Self::Repr as AtomicImpl>::Delta;
}

/// The bytes of `v` as what C operates on.
#[inline(always)]
const fn into_repr<T: AtomicType>(v: T) -> T::Repr {
    const { assert!(size_of::<T>() == size_of::<T::Repr>()) };
    // SAFETY: The sizes are equal, `T` has no padding by the contract of `AtomicType`, and a number
    // may have any bytes.
    unsafe { core::mem::transmute_copy(&v) }
}

/// The value that `repr` stands for.
///
/// # Safety
///
/// `repr` was made of a `T`, or comes from an addition that is allowed for `T`.
#[inline(always)]
const unsafe fn from_repr<T: AtomicType>(repr: T::Repr) -> T {
    const { assert!(size_of::<T>() == size_of::<T::Repr>()) };
    // SAFETY: The sizes are equal, and by the contracts of `AtomicType` and `AtomicAdd` the bytes
    // make a valid `T`.
    unsafe { core::mem::transmute_copy(&repr) }
}

impl<T: AtomicType> Atomic<T> {
    /// Makes a variable that holds `v`.
    #[inline]
    pub const fn new(v: T) -> Self {
        // INVARIANT: The bytes are those of a `T`.
        Atomic(AtomicRepr::new(into_repr(v)))
    }

    /// Treats memory that others access too as an `Atomic`.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::sync::atomic::{Atomic, Relaxed};
    ///
    /// let mut word = 7u32;
    /// // SAFETY: The pointer is valid, and all accesses go through the result while it lives.
    /// let shared = unsafe { Atomic::from_ptr(&raw mut word) };
    /// assert_eq!(shared.xchg(8, Relaxed), 7);
    /// assert_eq!(word, 8);
    /// ```
    ///
    /// # Safety
    ///
    /// - `ptr` is aligned and points to a valid `T` during `'a`.
    /// - During `'a` all accesses of others, in C too, are atomic and of this size, or do not race
    ///   with those through the result, and leave a valid `T`.
    #[inline]
    pub unsafe fn from_ptr<'a>(ptr: *mut T) -> &'a Self
    where
        T: 'a,
    {
        // INVARIANT: The caller's promise.
        // SAFETY: `Atomic<T>` is transparent over memory of the size and alignment of `T`, in which
        // changes behind a shared reference are allowed. It is valid during `'a`.
        unsafe { &*ptr.cast::<Self>() }
    }

    /// The address of the variable.
    #[inline]
    pub const fn as_ptr(&self) -> *mut T {
        self.0.as_ptr().cast()
    }

    /// Borrows the value while nobody else has the variable.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        // SAFETY: By the type's invariant the memory holds a valid `T`, and the exclusive borrow
        // keeps others from it.
        unsafe { &mut *self.as_ptr() }
    }
}

impl<T: AtomicType> Atomic<T>
where
    T::Repr: AtomicBasicOps,
{
    /// Reads the value: [`Relaxed`] as C's `READ_ONCE()`, [`Acquire`] as `smp_load_acquire()`.
    #[inline(always)]
    pub fn load<Ordering: ordering::AcquireOrRelaxed>(&self, _: Ordering) -> T {
        let repr = T::Repr::read(&self.0, Ordering::TYPE);
        // SAFETY: By the type's invariant the memory holds a valid `T`.
        unsafe { from_repr(repr) }
    }

    /// Writes the value: [`Relaxed`] as C's `WRITE_ONCE()`, [`Release`] as `smp_store_release()`.
    #[inline(always)]
    pub fn store<Ordering: ordering::ReleaseOrRelaxed>(&self, v: T, _: Ordering) {
        // INVARIANT: The bytes are those of a `T`.
        T::Repr::set(&self.0, into_repr(v), Ordering::TYPE);
    }
}

impl<T: AtomicType> Atomic<T>
where
    T::Repr: AtomicExchangeOps,
{
    /// Writes `v` and returns what was there before.
    #[inline(always)]
    pub fn xchg<Ordering: ordering::Ordering>(&self, v: T, _: Ordering) -> T {
        // INVARIANT: The bytes are those of a `T`.
        let repr = T::Repr::xchg(&self.0, into_repr(v), Ordering::TYPE);
        // SAFETY: By the type's invariant the memory held a valid `T`.
        unsafe { from_repr(repr) }
    }

    /// Writes `new` if the bytes are those of `old`.
    ///
    /// # Errors
    ///
    /// The value that was there instead of `old`; nothing is written then, and nothing is ordered.
    /// In both cases the result holds what was there before.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::sync::atomic::{Acquire, Atomic, Relaxed};
    ///
    /// /// Takes one of what is left.
    /// fn take(left: &Atomic<u32>) -> bool {
    ///     let mut seen = left.load(Relaxed);
    ///     while let Some(less) = seen.checked_sub(1) {
    ///         match left.cmpxchg(seen, less, Acquire) {
    ///             Ok(_) => return true,
    ///             Err(now) => seen = now,
    ///         }
    ///     }
    ///     false
    /// }
    ///
    /// let left = Atomic::new(1);
    /// assert!(take(&left));
    /// assert!(!take(&left));
    /// ```
    #[inline(always)]
    #[must_use = "the value may not have been written"]
    pub fn cmpxchg<Ordering: ordering::Ordering>(
        &self,
        old: T,
        new: T,
        _: Ordering,
    ) -> Result<T, T> {
        let mut seen = into_repr(old);
        // INVARIANT: The bytes of `new` are those of a `T`.
        if T::Repr::try_cmpxchg(&self.0, &mut seen, into_repr(new), Ordering::TYPE) {
            return Ok(old);
        }
        // SAFETY: The operation failed, so that `seen` is what the memory held: a valid `T`.
        Err(unsafe { from_repr(seen) })
    }
}

impl<T: AtomicType> Atomic<T>
where
    T::Repr: AtomicArithmeticOps,
{
    /// Adds `v`, wrapping around, and orders nothing.
    #[inline(always)]
    pub fn add<Rhs>(&self, v: Rhs, _: ordering::Relaxed)
    where
        T: AtomicAdd<Rhs>,
    {
        // INVARIANT: By the contract of `AtomicAdd` the sum makes a valid `T`.
        T::Repr::add(&self.0, T::rhs_into_delta(v));
    }

    /// Adds `v`, wrapping around, and returns what was there before.
    #[inline(always)]
    pub fn fetch_add<Rhs, Ordering: ordering::Ordering>(&self, v: Rhs, _: Ordering) -> T
    where
        T: AtomicAdd<Rhs>,
    {
        // INVARIANT: By the contract of `AtomicAdd` the sum makes a valid `T`.
        let repr = T::Repr::fetch_add(&self.0, T::rhs_into_delta(v), Ordering::TYPE);
        // SAFETY: By the type's invariant the memory held a valid `T`.
        unsafe { from_repr(repr) }
    }

    /// Subtracts `v`, wrapping around, and returns what was there before.
    #[inline(always)]
    pub fn fetch_sub<Rhs, Ordering: ordering::Ordering>(&self, v: Rhs, _: Ordering) -> T
    where
        T: AtomicAdd<Rhs>,
    {
        // INVARIANT: By the contract of `AtomicAdd` every sum that `v` has a part in makes a valid
        // `T`: subtracting is adding often enough.
        let repr = T::Repr::fetch_sub(&self.0, T::rhs_into_delta(v), Ordering::TYPE);
        // SAFETY: By the type's invariant the memory held a valid `T`.
        unsafe { from_repr(repr) }
    }
}

impl<T: AtomicType + fmt::Debug> fmt::Debug for Atomic<T>
where
    T::Repr: AtomicBasicOps,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.load(Relaxed).fmt(f)
    }
}

/// Reads `*ptr`, as [`Atomic::load`].
///
/// # Examples
///
/// ```
/// use kernel::sync::atomic::{atomic_load, atomic_store, cmpxchg, xchg, Full, Relaxed};
///
/// let mut word = 1i32;
/// let ptr = &raw mut word;
/// // SAFETY: The variable is this example's own.
/// unsafe {
///     atomic_store(ptr, 2, Relaxed);
///     assert_eq!(xchg(ptr, 3, Full), 2);
///     assert_eq!(cmpxchg(ptr, 3, 4, Full), Ok(3));
///     assert_eq!(atomic_load(ptr, Relaxed), 4);
/// }
/// ```
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn atomic_load<T: AtomicType, Ordering: ordering::AcquireOrRelaxed>(
    ptr: *mut T,
    o: Ordering,
) -> T
where
    T::Repr: AtomicBasicOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.load(o)
}

/// Writes `v` to `*ptr`, as [`Atomic::store`].
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn atomic_store<T: AtomicType, Ordering: ordering::ReleaseOrRelaxed>(
    ptr: *mut T,
    v: T,
    o: Ordering,
) where
    T::Repr: AtomicBasicOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.store(v, o);
}

/// Writes `new` to `*ptr` and returns what was there before, as [`Atomic::xchg`].
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
pub unsafe fn xchg<T: AtomicType, Ordering: ordering::Ordering>(
    ptr: *mut T,
    new: T,
    o: Ordering,
) -> T
where
    T::Repr: AtomicExchangeOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.xchg(new, o)
}

/// Writes `new` to `*ptr` if `old` is there, as [`Atomic::cmpxchg`].
///
/// # Errors
///
/// What was there instead of `old`.
///
/// # Safety
///
/// As for [`Atomic::from_ptr`], for the time of the call.
#[inline(always)]
#[must_use = "the value may not have been written"]
pub unsafe fn cmpxchg<T: AtomicType, Ordering: ordering::Ordering>(
    ptr: *mut T,
    old: T,
    new: T,
    o: Ordering,
) -> Result<T, T>
where
    T::Repr: AtomicExchangeOps,
{
    // SAFETY: The requirements are the same.
    unsafe { Atomic::from_ptr(ptr) }.cmpxchg(old, new, o)
}

/// The number with the size of a pointer.
#[cfg(CONFIG_64BIT)]
type Word = i64;

/// The number with the size of a pointer.
#[cfg(not(CONFIG_64BIT))]
type Word = i32;

/// A type that is stored as the number `$repr`.
macro_rules! stored_as {
    ($($ty:ty: $repr:ty),* $(,)?) => {$(
        static_assert!(size_of::<$ty>() == size_of::<$repr>());
        static_assert!(align_of::<$ty>() == align_of::<$repr>());

        // SAFETY: Same size and alignment, no padding. The conversion keeps the bytes, so that the
        // value that was stored comes back.
        unsafe impl AtomicType for $ty {
            type Repr = $repr;
        }
    )*};
}

/// A type of integers, to which its own values can be added.
macro_rules! adds {
    ($($ty:ty: $repr:ty),* $(,)?) => {$(
        // SAFETY: All bytes are a valid integer.
        unsafe impl AtomicAdd<$ty> for $ty {
            // Wrapping addition is the same for signed and unsigned numbers.
            #[inline(always)]
            fn rhs_into_delta(rhs: $ty) -> $repr {
                rhs as $repr
            }
        }
    )*};
}

stored_as!(bool: i8, i8: i8, i16: i16, i32: i32, i64: i64, isize: Word);
stored_as!(u32: i32, u64: i64, usize: Word);
adds!(i32: i32, i64: i64, isize: Word);
adds!(u32: i32, u64: i64, usize: Word);

static_assert!(size_of::<*const u8>() == size_of::<*const c_void>());

// SAFETY: All thin pointers have one layout. The pointer that was stored comes back; what it may be
// used for is the matter of whoever dereferences it.
unsafe impl<T: Sized> AtomicType for *mut T {
    type Repr = *const c_void;
}

// SAFETY: As above.
unsafe impl<T: Sized> AtomicType for *const T {
    type Repr = *const c_void;
}

/// A `bool` with the size of an `int`.
///
/// # Invariants
///
/// `spare` is zero, so that equal flags have equal bytes.
#[repr(C, align(4))]
#[derive(Clone, Copy)]
struct Flag {
    value: bool,
    spare: [u8; 3],
}

impl Flag {
    const fn new(value: bool) -> Self {
        // INVARIANT: Zero.
        Flag {
            value,
            spare: [0; 3],
        }
    }

    // All of the bytes are asked for, so that the processor may compare them where they are.
    #[inline(always)]
    fn value(self) -> bool {
        // SAFETY: Four bytes, all of them in a field and initialised, are a valid number.
        let number: u32 = unsafe { core::mem::transmute(self) };
        // By the invariant it is `value` that makes the difference.
        number != 0
    }

    fn value_mut(&mut self) -> &mut bool {
        &mut self.value
    }
}

// SAFETY: Four bytes, aligned to four, all of them in a field. The bytes that were stored come back.
unsafe impl AtomicType for Flag {
    type Repr = i32;
}
