// SPDX-License-Identifier: GPL-2.0-only

//! Sharing between threads.
//!
//! | for | there is |
//! |---|---|
//! | a value with several owners | [`Arc`], [`UniqueArc`], [`ArcBorrow`], [`aref::ARef`] for objects of C |
//! | data that one task at a time may touch | [`Mutex`], [`SpinLock`], [`SpinLockIrq`], [`global_lock!`], [`LockedBy`] |
//! | data that many read and few change | [`RwSemaphore`], [`SeqLock`] |
//! | a resource of which there are several | [`Semaphore`] |
//! | waiting | [`CondVar`], [`Completion`], [`poll::PollCondVar`] for files |
//! | a single number, flag or pointer | [`atomic`], [`Refcount`], [`barrier`] |
//! | a value for each processor | [`PerCpu`] |
//! | a value that is set at most once | [`SetOnce`] |
//! | readers that never wait | [`rcu`], [`srcu`] if they sleep |
//! | an object that may be taken away | [`revocable`] |
//! | the processor's interrupts | [`SpinLockIrq`], [`interrupt`] |

mod arc;
pub mod aref;
pub mod atomic;
pub mod barrier;
pub mod completion;
mod condvar;
pub mod interrupt;
pub mod lock;
mod lock_class;
pub mod percpu;
pub mod poll;
pub mod processor;
mod raw;
pub mod rcu;
mod refcount;
pub mod revocable;
pub mod rwsem;
pub mod semaphore;
pub mod seqlock;
mod set_once;
pub mod srcu;
pub(crate) mod watch;

pub use arc::{Arc, ArcBorrow, UniqueArc};
pub use completion::Completion;
pub use condvar::{new_condvar, CondVar, CondVarTimeoutResult};
pub use lock::global::{
    global_lock, GlobalGuard, GlobalLock, GlobalLockBackend, GlobalLockedBy, LockedBy,
};
pub use lock::mutex::{new_mutex, Mutex, MutexGuard};
pub use lock::spinlock::{
    new_spinlock, new_spinlock_irq, SpinLock, SpinLockGuard, SpinLockIrq, SpinLockIrqGuard,
};
pub use lock_class::{static_lock_class, LockClassKey};
pub use percpu::PerCpu;
pub use refcount::Refcount;
pub use rwsem::{new_rwsem, RwSemaphore};
pub use semaphore::Semaphore;
pub use seqlock::{new_seqlock, SeqLock};
pub use set_once::SetOnce;
pub use srcu::Srcu;
