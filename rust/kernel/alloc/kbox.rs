// SPDX-License-Identifier: GPL-2.0-only

//! [`Box`]: one owned value in allocated memory.
//!
//! # Safety
//!
//! Owns the type invariant of [`Box`].

#![allow(unsafe_code)]

mod foreign;
mod init;
mod traits;

use super::{
    allocator::{KVmalloc, Kmalloc, Vmalloc},
    flags::__GFP_ZERO,
    AllocError, Allocator, Flags, NumaNode, Vec,
};
use core::{
    alloc::Layout,
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    pin::Pin,
    ptr::NonNull,
};
use pin_init::{PinInit, Zeroable};

/// An owned value of type `T` in memory of the allocator `A`.
///
/// Unlike the standard library's box every allocation takes [`Flags`] and can fail. Use the aliases
/// [`KBox`], [`VBox`] and [`KVBox`].
///
/// Values of size zero take no memory.
///
/// # Invariants
///
/// The pointer is aligned and points to an initialised `T`. If the size of that value is not zero, its
/// memory was allocated by `A` with the layout of the value and belongs to the box.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let b = KBox::new(24_u64, GFP_KERNEL)?;
/// assert_eq!(*b, 24_u64);
/// # Ok::<(), Error>(())
/// ```
///
/// A box of a type is a box of a trait that the type implements:
///
/// ```
/// use kernel::prelude::*;
///
/// let next: KBox<dyn Fn(u32) -> u32> = KBox::new(|n| n + 1, GFP_KERNEL)?;
/// assert_eq!((*next)(1), 2);
/// # Ok::<(), Error>(())
/// ```
#[repr(transparent)]
#[derive(core::marker::CoercePointee)]
pub struct Box<#[pointee] T: ?Sized, A: Allocator>(NonNull<T>, PhantomData<A>);

/// A [`Box`] in [`Kmalloc`] memory.
pub type KBox<T> = Box<T, Kmalloc>;

/// A [`Box`] in [`Vmalloc`] memory.
pub type VBox<T> = Box<T, Vmalloc>;

/// A [`Box`] in [`KVmalloc`] memory.
pub type KVBox<T> = Box<T, KVmalloc>;

// SAFETY: A box owns its value: sending the box sends the value. Memory may be freed by another
// thread than the one that allocated it.
unsafe impl<T: Send + ?Sized, A: Allocator> Send for Box<T, A> {}

// SAFETY: Sharing a box shares its value and nothing else.
unsafe impl<T: Sync + ?Sized, A: Allocator> Sync for Box<T, A> {}

impl<T, A> Box<T, A>
where
    T: ?Sized,
    A: Allocator,
{
    /// Takes ownership of the memory behind a raw pointer.
    ///
    /// # Safety
    ///
    /// `raw` points to an initialised value in memory that `A` allocated with the layout of that
    /// value, or to a value of size zero, and nobody else owns it. [`into_raw`](Box::into_raw) returns
    /// such a pointer.
    #[inline]
    pub const unsafe fn from_raw(raw: *mut T) -> Self {
        // INVARIANT: By the safety requirement.
        // SAFETY: A pointer to a value is not null.
        Self(unsafe { NonNull::new_unchecked(raw) }, PhantomData)
    }

    /// Gives the ownership of the memory to the caller, who returns it by
    /// [`from_raw`](Box::from_raw).
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let raw = KBox::into_raw(KBox::new(24, GFP_KERNEL)?);
    /// // SAFETY: The pointer is from `into_raw()`, and this is the only use of it.
    /// let b = unsafe { KBox::from_raw(raw) };
    /// assert_eq!(*b, 24);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn into_raw(b: Self) -> *mut T {
        ManuallyDrop::new(b).0.as_ptr()
    }

    /// Keeps the value for as long as the kernel, or the module, runs.
    #[inline]
    pub fn leak<'a>(b: Self) -> &'a mut T
    where
        T: 'a,
        A: 'a,
    {
        // SAFETY: `into_raw()` returns the pointer to an initialised value that belongs to the caller
        // alone, who never frees it here.
        unsafe { &mut *Box::into_raw(b) }
    }

    /// Pins the value: it stays where it is until it is dropped.
    #[inline]
    pub fn into_pin(this: Self) -> Pin<Self> {
        this.into()
    }
}

impl<T, A> Box<MaybeUninit<T>, A>
where
    A: Allocator,
{
    /// Declares the value initialised.
    ///
    /// # Safety
    ///
    /// It is.
    #[inline]
    pub unsafe fn assume_init(self) -> Box<T, A> {
        let raw = Box::into_raw(self);
        // SAFETY: `MaybeUninit<T>` has the layout of `T`, so the memory fits; the value is initialised
        // as the caller says.
        unsafe { Box::from_raw(raw.cast()) }
    }

    /// Moves a value into the memory.
    #[inline]
    pub fn write(mut self, value: T) -> Box<T, A> {
        (*self).write(value);
        // SAFETY: It was just written.
        unsafe { self.assume_init() }
    }
}

impl<T, A> Box<T, A>
where
    A: Allocator,
{
    /// Allocates memory and moves `x` into it.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `x` is dropped then.
    #[inline]
    pub fn new(x: T, flags: Flags) -> Result<Self, AllocError> {
        Ok(Self::new_uninit(flags)?.write(x))
    }

    /// Allocates memory for a value to be initialised later.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    #[inline]
    pub fn new_uninit(flags: Flags) -> Result<Box<MaybeUninit<T>, A>, AllocError> {
        let ptr = A::alloc(Layout::new::<MaybeUninit<T>>(), flags, NumaNode::NO_NODE)?;
        // INVARIANT: `A` allocated the memory with this layout, or the size is zero and the pointer
        // is dangling and aligned. `MaybeUninit` needs no initialisation.
        Ok(Box(ptr.cast(), PhantomData))
    }

    /// Allocates a value whose bytes are all zero.
    ///
    /// # Errors
    ///
    /// [`AllocError`] if there is no memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let table = KBox::<[u32; 64]>::zeroed(GFP_KERNEL)?;
    /// assert!(table.iter().all(|&x| x == 0));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn zeroed(flags: Flags) -> Result<Self, AllocError>
    where
        T: Zeroable,
    {
        // SAFETY: All bytes are zero, which is a value of a `Zeroable` type.
        Ok(unsafe { Self::new_uninit(flags | __GFP_ZERO)?.assume_init() })
    }

    /// Allocates memory, moves `x` into it and pins it there.
    ///
    /// # Errors
    ///
    /// [`AllocError`]; `x` is dropped then.
    #[inline]
    pub fn pin(x: T, flags: Flags) -> Result<Pin<Box<T, A>>, AllocError>
    where
        A: 'static,
    {
        Ok(Self::new(x, flags)?.into())
    }

    /// Allocates a pinned slice of `len` elements, each built in place by what `init` returns for
    /// its index.
    ///
    /// # Errors
    ///
    /// [`AllocError`] converted into `E`, or the first error of an initialiser. The elements built
    /// before are dropped then.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let squares: Pin<KBox<[usize]>> = KBox::pin_slice(|i| Ok::<_, Error>(i * i), 4, GFP_KERNEL)?;
    /// assert_eq!(&*squares, &[0, 1, 4, 9]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn pin_slice<Func, Item, E>(
        mut init: Func,
        len: usize,
        flags: Flags,
    ) -> Result<Pin<Box<[T], A>>, E>
    where
        Func: FnMut(usize) -> Item,
        Item: PinInit<T, E>,
        E: From<AllocError>,
    {
        // The capacity is exactly `len`, unless `T` has size zero.
        let mut elements = Vec::<T, A>::with_capacity(len, flags)?;
        for i in 0..len {
            let slot = elements.as_mut_ptr().wrapping_add(i);
            // SAFETY: The vector has room for `len` elements, and this one, the first that is not
            // initialised, is properly aligned memory. If the initialiser succeeds it is an element more.
            // Until the vector is converted below it is only dropped in place, as pinning demands.
            unsafe {
                init(i).__pinned_init(slot)?;
                elements.inc_len(1);
            }
        }

        let (ptr, len, _) = elements.into_raw_parts();
        let slice = core::ptr::slice_from_raw_parts_mut(ptr, len);
        // SAFETY: The memory holds `len` initialised elements and was allocated for exactly as many,
        // or the elements have size zero.
        Ok(Pin::from(unsafe { Box::from_raw(slice) }))
    }

    /// Drops the value and keeps the memory.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::prelude::*;
    ///
    /// let first = KBox::new([0u8; 32], GFP_KERNEL)?;
    /// let second = KBox::write(KBox::drop_contents(first), [1; 32]);
    /// assert_eq!(*second, [1; 32]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn drop_contents(this: Self) -> Box<MaybeUninit<T>, A> {
        let mut memory = Box::forget_contents(this);
        // SAFETY: The value is initialised, and the box that would drop it again is gone.
        unsafe { memory.assume_init_drop() };
        memory
    }

    /// Moves the value out and frees the memory.
    pub fn into_inner(b: Self) -> T {
        let memory = Box::forget_contents(b);
        // SAFETY: The value is initialised, and moved out once: the box that would drop it is gone.
        unsafe { memory.assume_init_read() }
    }

    /// The memory, whose value is not dropped.
    #[inline]
    fn forget_contents(this: Self) -> Box<MaybeUninit<T>, A> {
        // SAFETY: The memory is that of the box. `MaybeUninit` has the layout of the value, and takes any
        // contents.
        unsafe { Box::from_raw(Box::into_raw(this).cast()) }
    }
}

impl<T: ?Sized, A: Allocator> From<Box<T, A>> for Pin<Box<T, A>> {
    #[inline]
    fn from(b: Box<T, A>) -> Self {
        // SAFETY: The value lives in memory of its own, which moving the box does not move. A box
        // drops its value in place before it frees the memory, and the methods that take a value out
        // need an unpinned box.
        unsafe { Pin::new_unchecked(b) }
    }
}

impl<T: ?Sized, A: Allocator> Drop for Box<T, A> {
    #[inline]
    fn drop(&mut self) {
        let layout = Layout::for_value::<T>(self);
        // SAFETY: By the type invariant the value is initialised, and `A` allocated its memory with the
        // layout of the value, or its size is zero. Neither is used again.
        unsafe {
            self.0.drop_in_place();
            A::free(self.0.cast(), layout);
        }
    }
}
