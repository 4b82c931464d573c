// SPDX-License-Identifier: GPL-2.0-only

//! Locks whose waiters sleep.
//!
//! C header: [`include/linux/mutex.h`](srctree/include/linux/mutex.h)

use super::{Guard, Lock};

/// Makes a [`Mutex`] with a class of its own for each place in the code.
///
/// Takes the value, or an initialiser of it, and a name for lockdep, which is the place in the code
/// if left out.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::new_mutex};
///
/// let named = KBox::pin_init(new_mutex!(KVec::<u32>::new(), "sizes"), GFP_KERNEL)?;
/// named.lock().push(1, GFP_KERNEL)?;
/// assert_eq!(named.lock().len(), 1);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! new_mutex {
    ($inner:expr $(, $name:literal)? $(,)?) => {
        $crate::sync::Mutex::new(
            $inner,
            $crate::optional_name!($($name)?),
            $crate::static_lock_class!(),
        )
    };
}
pub use new_mutex;

/// Data under a lock whose waiters sleep.
///
/// The data may be used for long, and code that has the lock may sleep. It cannot be taken where
/// sleeping is not allowed: use a [`SpinLock`](super::super::SpinLock) there.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, sync::{new_mutex, Arc, Mutex}};
///
/// #[pin_data]
/// struct Account {
///     owner: u32,
///     #[pin]
///     balance: Mutex<u64>,
/// }
///
/// impl Account {
///     fn new(owner: u32) -> impl PinInit<Self> {
///         pin_init!(Self {
///             owner,
///             balance <- new_mutex!(0),
///         })
///     }
/// }
///
/// let account = Arc::pin_init(Account::new(7), GFP_KERNEL)?;
/// *account.balance.lock() += 100;
/// {
///     let mut balance = account.balance.lock();
///     assert!(account.balance.try_lock().is_none());
///     *balance -= 30;
/// }
/// assert_eq!(*account.balance.lock(), 70);
/// assert_eq!(account.owner, 7);
/// # Ok::<(), Error>(())
/// ```
pub type Mutex<T> = Lock<T, MutexBackend>;

/// The right to a [`Mutex`]'s data.
pub type MutexGuard<'a, T> = Guard<'a, T, MutexBackend>;

/// The kind of lock that is C's `struct mutex`.
pub struct MutexBackend;
