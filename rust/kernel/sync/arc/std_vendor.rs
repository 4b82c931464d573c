// SPDX-License-Identifier: GPL-2.0-only

//! What the standard library's `Arc` has, and this one too.
//!
//! # Safety
//!
//! Relies on the type invariant of [`Arc`].

#![allow(unsafe_code)]

use super::{Arc, ArcInner};
use core::{any::Any, mem::ManuallyDrop};

impl Arc<dyn Any + Send + Sync> {
    /// Turns into an `Arc` of the type that the value has.
    ///
    /// # Errors
    ///
    /// The `Arc` itself, if the value is not a `T`.
    ///
    /// # Examples
    ///
    /// ```
    /// use core::any::Any;
    /// use kernel::{prelude::*, sync::Arc};
    ///
    /// let any: Arc<dyn Any + Send + Sync> = Arc::new(7u32, GFP_KERNEL)?;
    /// let any = any.downcast::<u64>().err().ok_or(EINVAL)?;
    /// assert_eq!(any.downcast::<u32>().ok().as_deref(), Some(&7));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn downcast<T>(self) -> core::result::Result<Arc<T>, Self>
    where
        T: Any + Send + Sync,
    {
        if !(*self).is::<T>() {
            return Err(self);
        }
        let ptr = ManuallyDrop::new(self).ptr.cast::<ArcInner<T>>();
        // SAFETY: The value is a `T`, so that the object is an `ArcInner<T>`. The reference of the
        // `Arc` that was given up belongs to the result.
        Ok(unsafe { Arc::from_inner(ptr) })
    }
}
