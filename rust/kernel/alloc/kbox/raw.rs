// SPDX-License-Identifier: GPL-2.0-only

//! The memory of a [`Box`], the value in it, and what C and initialisers do with them.
//!
//! # Safety
//!
//! Owns the type invariant of [`Box`], the calls of initialisers on its memory, and the mapping between a
//! box and the pointer that C keeps of it.

#![allow(unsafe_code)]

use crate::{
    alloc::{flags::__GFP_ZERO, AllocError, Allocator, Flags, NumaNode, Vec},
    error::Error,
    types::ForeignOwnable,
};
use core::{
    alloc::Layout,
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    ops::{Deref, DerefMut},
    pin::Pin,
    ptr::NonNull,
};
use ffi::c_void;
use pin_init::{
    init_from_closure, pin_init_from_closure, InPlaceWrite, Init, PinInit, Zeroable, ZeroableOption,
};

/// An owned value of type `T` in memory of the allocator `A`.
///
/// Unlike the standard library's box every allocation takes [`Flags`] and can fail. Use the aliases
/// [`KBox`](super::KBox), [`VBox`](super::VBox) and [`KVBox`](super::KVBox).
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

// SAFETY: A box is a transparent non-null pointer, so that zero is `None`.
unsafe impl<T, A: Allocator> ZeroableOption for Box<T, A> {}

impl<T: ?Sized, A: Allocator> Deref for Box<T, A> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariant the pointer leads to an initialised value, which nobody else
        // may change while the box is borrowed.
        unsafe { self.0.as_ref() }
    }
}

impl<T: ?Sized, A: Allocator> DerefMut for Box<T, A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: As above; the box is borrowed exclusively.
        unsafe { self.0.as_mut() }
    }
}

impl<T, A: Allocator + 'static> InPlaceWrite<T> for Box<MaybeUninit<T>, A> {
    type Initialized = Box<T, A>;

    fn write_init<E>(mut self, init: impl Init<T, E>) -> Result<Self::Initialized, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: The box owns the memory at `slot`. If the initialiser fails, the memory is freed as
        // uninitialised, else it holds a value.
        unsafe {
            init.__init(slot)?;
            Ok(self.assume_init())
        }
    }

    fn write_pin_init<E>(mut self, init: impl PinInit<T, E>) -> Result<Pin<Self::Initialized>, E> {
        let slot = self.as_mut_ptr();
        // SAFETY: As above. The value is pinned by the conversion, and is not moved before.
        unsafe {
            init.__pinned_init(slot)?;
            Ok(self.assume_init().into())
        }
    }
}

/// An initialiser that converts its error into the kernel's.
#[inline]
pub(crate) fn init_or_error<T, E>(init: impl Init<T, E>) -> impl Init<T, Error>
where
    Error: From<E>,
{
    // SAFETY: The closure does what `init` does on `slot`, with all its guarantees, and only converts the
    // error.
    unsafe { init_from_closure(|slot| init.__init(slot).map_err(Error::from)) }
}

/// An initialiser of a pinned value that converts its error into the kernel's.
#[inline]
pub(crate) fn pin_init_or_error<T, E>(init: impl PinInit<T, E>) -> impl PinInit<T, Error>
where
    Error: From<E>,
{
    // SAFETY: As above.
    unsafe { pin_init_from_closure(|slot| init.__pinned_init(slot).map_err(Error::from)) }
}

/// The alignment of the pointers that a box of a `T` hands out.
const fn foreign_align<T, A: Allocator>() -> usize {
    // A value of size zero has a dangling pointer, which has the alignment of the type alone.
    if size_of::<T>() != 0 && A::MIN_ALIGN > align_of::<T>() {
        A::MIN_ALIGN
    } else {
        align_of::<T>()
    }
}

// SAFETY: The pointer is that of the box, which is never null and aligned as `foreign_align()` says.
unsafe impl<T, A: Allocator> ForeignOwnable for Box<T, A> {
    const FOREIGN_ALIGN: usize = foreign_align::<T, A>();

    type Borrowed<'a>
        = &'a T
    where
        Self: 'a;
    type BorrowedMut<'a>
        = &'a mut T
    where
        Self: 'a;

    fn into_foreign(self) -> *mut c_void {
        Box::into_raw(self).cast()
    }

    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()` and gives it up.
        unsafe { Box::from_raw(ptr.cast()) }
    }

    unsafe fn borrow<'a>(ptr: *mut c_void) -> &'a T
    where
        Self: 'a,
    {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()`, that the value lives for
        // `'a` and that nobody changes it meanwhile.
        unsafe { &*ptr.cast() }
    }

    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> &'a mut T
    where
        Self: 'a,
    {
        // SAFETY: As above, and the caller guarantees that nobody else uses the value meanwhile.
        unsafe { &mut *ptr.cast() }
    }
}

// SAFETY: As for the box that is not pinned.
unsafe impl<T, A: Allocator> ForeignOwnable for Pin<Box<T, A>> {
    const FOREIGN_ALIGN: usize = foreign_align::<T, A>();

    type Borrowed<'a>
        = Pin<&'a T>
    where
        Self: 'a;
    type BorrowedMut<'a>
        = Pin<&'a mut T>
    where
        Self: 'a;

    fn into_foreign(self) -> *mut c_void {
        // SAFETY: The value stays where it is, and is only made accessible as pinned again.
        Box::into_raw(unsafe { Pin::into_inner_unchecked(self) }).cast()
    }

    unsafe fn from_foreign(ptr: *mut c_void) -> Self {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()` and gives it up.
        unsafe { Box::<T, A>::from_raw(ptr.cast()) }.into()
    }

    unsafe fn borrow<'a>(ptr: *mut c_void) -> Pin<&'a T>
    where
        Self: 'a,
    {
        // SAFETY: The caller guarantees that `ptr` is from `into_foreign()`, that the value lives for
        // `'a` and that nobody changes it meanwhile. It was pinned before and did not move.
        unsafe { Pin::new_unchecked(&*ptr.cast()) }
    }

    unsafe fn borrow_mut<'a>(ptr: *mut c_void) -> Pin<&'a mut T>
    where
        Self: 'a,
    {
        // SAFETY: As above, and the caller guarantees that nobody else uses the value meanwhile.
        unsafe { Pin::new_unchecked(&mut *ptr.cast()) }
    }
}
