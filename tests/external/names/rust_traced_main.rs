// SPDX-License-Identifier: GPL-2.0-only

//! Hits a tracepoint of C's while nobody listens, while somebody does, and after that.

use kernel::{
    bindings,
    error::to_result,
    ffi::{c_char, c_int},
    prelude::*,
    tracepoint::declare_trace,
};

module! {
    type: Traced,
    name: "rust_traced",
    license: "GPL",
}

declare_trace! {
    /// Something was hit.
    ///
    /// # Safety
    ///
    /// `what` is a C string.
    unsafe fn rust_traced_hit(number: c_int, what: *const c_char);
}

fn hit(number: c_int) {
    // SAFETY: It is a C string.
    unsafe { rust_traced_hit(number, c"once".as_ptr().cast()) };
}

fn listen(on: bool) -> Result {
    // SAFETY: The C half asks for no more than that the two alternate, and they do.
    to_result(unsafe { bindings::rust_traced_listen(on) })
}

struct Traced;

impl kernel::Module for Traced {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        hit(1);
        listen(true)?;
        hit(2);
        hit(4);
        listen(false)?;
        hit(8);
        // SAFETY: The function reads a number that nobody changes any more.
        pr_info!("heard {}\n", unsafe { bindings::rust_traced_heard() });
        Ok(Self)
    }
}
