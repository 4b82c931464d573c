// SPDX-License-Identifier: GPL-2.0-only

//! What the standard library's `Arc` has, and this one too.

use super::Arc;
use core::any::Any;

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
        match self.inner.downcast() {
            Ok(inner) => Ok(Arc { inner }),
            Err(inner) => Err(Arc { inner }),
        }
    }
}
