// SPDX-License-Identifier: GPL-2.0-only

//! Each lock-free algorithm of the kernel crate, in all the ways that its threads can meet.
//!
//! Every model holds as it is, and is found out when it is spoilt: without acquire or release, with
//! exchanges that are not atomic, with fences or waiting left out.

mod arc;
mod bitmap;
mod checker;
mod kthread;
mod latch;
mod list;
mod once;
mod poll;
mod request;
mod revocable;
mod seqlock;
mod set_once;
mod string_param;
mod users;
mod work;
#[allow(unused_imports)]
mod workqueue;

/// What the kernel crate's own files find in it that are compiled here again, to reach what they keep to
/// themselves.
mod error {
    pub use kernel::error::*;
}

mod init {
    pub use kernel::init::InPlaceInit;
}

mod ffi {
    pub use ffi::*;
}

mod fmt {
    pub use kernel::fmt::*;
}

mod module {
    pub(crate) use crate::users::file as users;
}

mod prelude {
    pub use kernel::prelude::*;
}

mod print {
    /// The warning of a module that waits for long: there is no time here.
    pub fn emit_as(_: Level, _: &[u8], _: kernel::fmt::Arguments<'_>) {}

    pub struct Level;

    impl Level {
        pub const WARNING: Level = Level;
    }
}

mod str {
    pub use kernel::str::*;
}

mod sync {
    pub(crate) use crate::kthread::Completion;
    pub use kernel::sync::{aref, atomic, barrier, Arc, LockClassKey};

    pub mod watch {
        pub use bindings::watch as atomic;
    }
}

mod task {
    pub(crate) use crate::kthread::Task;
}

mod time {
    pub use kernel::time::*;

    pub mod delay {
        /// Whoever sleeps lets others go on.
        pub fn fsleep(_: kernel::time::Delta) {
            bindings::watch::spin();
        }
    }
}

mod types {
    pub use kernel::types::*;
}

mod alloc {
    pub use kernel::alloc::*;
}

pub(crate) use kernel::{c_str, container_of, optional_name, static_lock_class};
