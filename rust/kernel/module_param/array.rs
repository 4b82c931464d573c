// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are a list of integers or booleans.
//!
//! # Safety
//!
//! A value may change while it is read, so that every access to an element, and to the number of them,
//! is atomic.

#![allow(unsafe_code)]

use super::{required, ParamAccess, Scalar};
use crate::{
    error::{code::EINVAL, Result},
    fmt::{self, Write as _},
    str::{BStr, CStr, Formatter},
};
use core::{
    cell::UnsafeCell,
    ops::Deref,
    sync::atomic::{AtomicUsize, Ordering},
};

/// A parameter that is a list of up to `N` integers or booleans, separated by commas.
///
/// Users may give fewer than `N`: those are then the list.
///
/// # Examples
///
/// ```
/// use kernel::module_param::ArrayParam;
///
/// // As `module!` writes it.
/// static PORTS: ArrayParam<u16, 3> = ArrayParam::new([80, 443, 8080]);
///
/// let ports = PORTS.value();
/// assert_eq!(ports.len(), 3);
/// assert_eq!(ports[1], 443);
/// ```
///
/// # Invariants
///
/// `len` is at most `N`.
// Aligned for the widest atomic type, which on some processors is more than the integer is.
#[repr(C, align(8))]
pub struct ArrayParam<T, const N: usize> {
    elements: UnsafeCell<[T; N]>,
    len: AtomicUsize,
}

// SAFETY: All access to the elements is atomic, as `Scalar` demands.
unsafe impl<T: Sync, const N: usize> Sync for ArrayParam<T, N> {}

impl<T, const N: usize> ArrayParam<T, N> {
    /// A parameter with its default, which is a full list.
    #[doc(hidden)]
    pub const fn new(default: [T; N]) -> Self {
        // INVARIANT: The length is `N`.
        ArrayParam {
            elements: UnsafeCell::new(default),
            len: AtomicUsize::new(N),
        }
    }
}

impl<T: Scalar, const N: usize> ArrayParam<T, N> {
    /// The address of an element.
    ///
    /// # Safety
    ///
    /// `index` must be less than `N`.
    unsafe fn element(&self, index: usize) -> *mut T {
        // SAFETY: The caller promises that the element is inside of the array.
        unsafe { self.elements.get().cast::<T>().add(index) }
    }

    /// How many values there are at this moment.
    pub fn len(&self) -> usize {
        self.len.load(Ordering::Acquire)
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One value at this moment, or none if the list is shorter.
    pub fn get(&self, index: usize) -> Option<T> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: The index is less than the length, which is at most `N`. The element is aligned as
        // the struct is, since its size is a multiple of its alignment; every access is atomic.
        Some(unsafe { T::load(self.element(index)) })
    }

    /// A copy of the values.
    ///
    /// Each is what it was at one moment. Where users may write the parameter through sysfs, the list
    /// may hold values from before and from after a change.
    pub fn value(&self) -> ArrayValue<T, N> {
        let len = self.len();
        let elements = core::array::from_fn(|index| {
            // SAFETY: `from_fn` counts up to `N`; the rest as in `get()`.
            unsafe { T::load(self.element(index)) }
        });
        ArrayValue { elements, len }
    }
}

/// The values of an [`ArrayParam`] at one moment. It dereferences to a slice.
pub struct ArrayValue<T, const N: usize> {
    elements: [T; N],
    len: usize,
}

impl<T, const N: usize> Deref for ArrayValue<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.elements.get(..self.len).unwrap_or(&self.elements)
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for ArrayValue<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

// SAFETY: Reading is atomic. There is nothing to free.
unsafe impl<T: Scalar, const N: usize> ParamAccess for ArrayParam<T, N> {
    type Value = [T];

    unsafe fn set(&self, text: Option<&CStr>, _param: &bindings::kernel_param) -> Result {
        let text = required(text)?;
        let values = || text.split(|&byte| byte == b',').map(BStr::from_bytes);

        // Nothing changes unless all of it is good.
        let mut count = 0;
        for value in values() {
            T::try_from_param_arg(value)?;
            count += 1;
        }
        if count > N {
            return Err(EINVAL);
        }

        for (index, value) in values().enumerate().take(N) {
            let value = T::try_from_param_arg(value)?;
            // SAFETY: The index is less than `N`; the rest as in `get()`.
            unsafe { T::store(self.element(index), value) };
        }
        // INVARIANT: The count was checked above.
        self.len.store(count, Ordering::Release);
        Ok(())
    }

    fn show(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, value) in self.value().iter().enumerate() {
            if index > 0 {
                out.write_char(',')?;
            }
            value.show(out)?;
        }
        out.write_char('\n')
    }

    unsafe fn with<R>(&self, f: impl FnOnce(&[T]) -> R) -> R {
        // SAFETY: The length is at most `N`. The caller promises that nobody sets the parameter, so
        // that the elements do not change while they are borrowed.
        f(unsafe { core::slice::from_raw_parts(self.elements.get().cast(), self.len()) })
    }
}
