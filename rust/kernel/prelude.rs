// SPDX-License-Identifier: GPL-2.0-only

//! What nearly every driver imports.
//!
//! ```
//! use kernel::prelude::*;
//!
//! let mut sizes = KVec::new();
//! sizes.push(size_of::<u64>(), GFP_KERNEL)?;
//! pr_info!("{} size\n", sizes.len());
//! # Ok::<(), Error>(())
//! ```

pub use core::{
    mem::{align_of, align_of_val, size_of, size_of_val},
    pin::Pin,
};

pub use ::ffi::{
    c_char, c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint, c_ulong, c_ulonglong,
    c_ushort, c_void, CStr,
};

pub use macros::{export, fmt, kunit_tests, module, vtable};

pub use pin_init::{init, pin_data, pin_init, pinned_drop, InPlaceWrite, Init, PinInit, Zeroable};

pub use zerocopy::{FromBytes, IntoBytes};
pub use zerocopy_derive::{FromBytes, IntoBytes};

#[doc(no_inline)]
pub use super::dbg;

pub use super::{
    alloc::{flags::*, Box, KBox, KVBox, KVVec, KVec, VBox, VVec, Vec},
    build_assert::{build_assert, build_error, const_assert, static_assert},
    current, dev_alert, dev_crit, dev_dbg, dev_emerg, dev_err, dev_info, dev_notice, dev_warn,
    error::{code::*, Error, Result},
    init::InPlaceInit,
    kvec, pr_alert, pr_crit, pr_debug, pr_emerg, pr_err, pr_info, pr_notice, pr_warn,
    str::CStrExt as _,
    try_init, try_pin_init,
    uaccess::UserPtr,
    ThisModule,
};
