// SPDX-License-Identifier: GPL-2.0-only

//! Small numbers, each given out once.
//!
//! An [`IdPool`] is a bitmap that is made larger and smaller in steps, of which only one allocates: so
//! that one can be done without the lock that the pool is under.

use super::bitmap::{BitmapVec, Clear};
use crate::alloc::{AllocError, Flags};

/// A pool of the numbers below its capacity.
///
/// # Examples
///
/// ```
/// use kernel::{id_pool::IdPool, prelude::*};
///
/// let mut pool = IdPool::with_capacity(64, GFP_KERNEL)?;
/// for i in 0..64 {
///     let id = pool.find_unused_id(i).ok_or(ENOSPC)?;
///     assert_eq!(id.acquire(), i);
/// }
/// pool.release_id(23);
/// assert_eq!(pool.find_unused_id(0).ok_or(ENOSPC)?.acquire(), 23);
/// assert!(pool.find_unused_id(0).is_none());
///
/// // All are taken: the pool needs more room.
/// let larger = pool.grow_request().ok_or(ENOSPC)?.realloc(GFP_KERNEL)?;
/// pool.grow(larger);
/// assert_eq!(pool.find_unused_id(0).ok_or(ENOSPC)?.acquire(), 64);
/// # Ok::<(), Error>(())
/// ```
///
/// Under a lock that must be given up to allocate:
///
/// ```
/// use kernel::{id_pool::IdPool, prelude::*, sync::{new_spinlock, SpinLock}};
///
/// fn take(pool: &SpinLock<IdPool>) -> Result<usize> {
///     loop {
///         let request = {
///             let mut pool = pool.lock();
///             if let Some(id) = pool.find_unused_id(0) {
///                 return Ok(id.acquire());
///             }
///             pool.grow_request()
///         };
///         let larger = request.ok_or(ENOSPC)?.realloc(GFP_KERNEL)?;
///         pool.lock().grow(larger);
///     }
/// }
///
/// let pool = KBox::pin_init(new_spinlock!(IdPool::new(), "ids"), GFP_KERNEL)?;
/// for i in 0..100 {
///     assert_eq!(take(&pool)?, i);
/// }
/// # Ok::<(), Error>(())
/// ```
pub struct IdPool {
    taken: BitmapVec,
}

/// How large a pool should become. [`realloc`](Self::realloc) gets the memory.
pub struct ReallocRequest {
    capacity: usize,
}

/// Memory for a pool that is to become larger or smaller.
pub struct PoolResizer {
    taken: BitmapVec,
}

impl ReallocRequest {
    /// Gets the memory.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory.
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    pub fn realloc(&self, flags: Flags) -> Result<PoolResizer, AllocError> {
        Ok(PoolResizer {
            taken: BitmapVec::new(self.capacity, flags)?,
        })
    }
}

impl IdPool {
    /// Makes a pool of [`BitmapVec::MAX_INLINE_LEN`] numbers, which takes no allocation.
    pub fn new() -> Self {
        IdPool {
            taken: BitmapVec::new_inline(),
        }
    }

    /// Makes a pool of `num_ids` numbers.
    ///
    /// # Errors
    ///
    /// [`AllocError`] without memory, or for more than [`BitmapVec::MAX_LEN`].
    ///
    /// # Context
    ///
    /// May sleep if `flags` allow it.
    #[inline]
    pub fn with_capacity(num_ids: usize, flags: Flags) -> Result<Self, AllocError> {
        Ok(IdPool {
            taken: BitmapVec::new(num_ids, flags)?,
        })
    }

    /// How many numbers there are, taken or not.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.taken.len()
    }

    /// Tells how far the pool may shrink: to half its size, or, if no number is taken, to
    /// [`BitmapVec::MAX_INLINE_LEN`]. `None` if it is small, or more than a quarter of its range is in use.
    pub fn shrink_request(&self) -> Option<ReallocRequest> {
        let capacity = self.capacity();
        if capacity <= BitmapVec::MAX_INLINE_LEN {
            return None;
        }
        let smaller = match self.taken.last_bit() {
            None => 0,
            Some(last) if last < capacity / 4 => capacity / 2,
            Some(_) => return None,
        };
        Some(ReallocRequest {
            capacity: BitmapVec::MAX_INLINE_LEN.max(smaller),
        })
    }

    /// Makes the pool smaller, unless a number has been taken meanwhile that would not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use kernel::{bitmap::BitmapVec, id_pool::IdPool, prelude::*};
    ///
    /// let mut pool = IdPool::with_capacity(1024, GFP_KERNEL)?;
    /// assert_eq!(pool.find_unused_id(0).ok_or(ENOSPC)?.acquire(), 0);
    /// while let Some(request) = pool.shrink_request() {
    ///     let smaller = request.realloc(GFP_KERNEL)?;
    ///     pool.shrink(smaller);
    /// }
    /// assert!(pool.capacity() <= 64);
    /// assert_eq!(pool.find_unused_id(0).map(|id| id.as_u32()), Some(1));
    ///
    /// let mut pool = IdPool::with_capacity(1024, GFP_KERNEL)?;
    /// let smallest = pool.shrink_request().ok_or(EINVAL)?.realloc(GFP_KERNEL)?;
    /// pool.shrink(smallest);
    /// assert_eq!(pool.capacity(), BitmapVec::MAX_INLINE_LEN);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn shrink(&mut self, resizer: PoolResizer) {
        let capacity = resizer.taken.len();
        let fits = self.taken.last_bit().is_none_or(|last| last < capacity);
        if capacity < self.capacity() && fits {
            self.replace(resizer);
        }
    }

    /// Tells how far the pool may grow: to twice its size. `None` if it cannot.
    pub fn grow_request(&self) -> Option<ReallocRequest> {
        let capacity = self.capacity().checked_mul(2)?.max(1);
        (capacity <= BitmapVec::MAX_LEN).then_some(ReallocRequest { capacity })
    }

    /// Makes the pool larger, unless it has grown meanwhile.
    pub fn grow(&mut self, resizer: PoolResizer) {
        if resizer.taken.len() > self.capacity() {
            self.replace(resizer);
        }
    }

    fn replace(&mut self, mut resizer: PoolResizer) {
        resizer.taken.copy_and_extend(&self.taken);
        self.taken = resizer.taken;
    }

    /// Finds the least number from `offset` on that is not taken.
    ///
    /// It is taken by [`UnusedId::acquire`].
    #[inline]
    #[must_use]
    pub fn find_unused_id(&mut self, offset: usize) -> Option<UnusedId<'_>> {
        Clear::next(&mut self.taken, offset).map(UnusedId)
    }

    /// Gives a number back. It may be taken again.
    #[inline]
    pub fn release_id(&mut self, id: usize) {
        self.taken.clear_bit(id);
    }
}

impl Default for IdPool {
    fn default() -> Self {
        Self::new()
    }
}

/// A number that is not taken, from [`IdPool::find_unused_id`].
pub struct UnusedId<'pool>(Clear<'pool>);

impl UnusedId<'_> {
    /// The number.
    #[inline]
    #[must_use]
    pub fn as_usize(&self) -> usize {
        self.0.index()
    }

    /// The number. All of a pool are below [`BitmapVec::MAX_LEN`], and fit.
    #[inline]
    #[must_use]
    pub fn as_u32(&self) -> u32 {
        crate::prelude::static_assert!(BitmapVec::MAX_LEN <= u32::MAX as usize);
        self.as_usize() as u32
    }

    /// Takes the number.
    #[inline]
    pub fn acquire(self) -> usize {
        self.0.set()
    }
}
