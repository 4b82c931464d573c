// SPDX-License-Identifier: GPL-2.0-only

//! Strings.
//!
//! | type | what it is |
//! |---|---|
//! | [`CStr`] | borrowed, NUL-terminated: what C takes and gives. Written `c"text"` |
//! | [`CString`] | the same, owned; made by formatting |
//! | [`BStr`] | borrowed bytes that are text most of the time, such as input from user space |
//! | [`str`](prim@str) | borrowed, valid UTF-8 |
//!
//! [`Formatter`] and [`NullTerminatedFormatter`] write formatted text into a buffer that is already
//! there; [`parse_int`] reads integers, [`kstrtobool`] booleans.

mod bstr;
mod cstr;
mod cstring;
mod formatter;
mod kstrtobool;
pub mod parse_int;

pub use self::bstr::BStr;
#[cfg(all(CONFIG_SYMBOLIC_ERRNAME, not(RUST_IN_MODULE)))]
pub(crate) use self::cstr::name_of_errno;
#[cfg(CONFIG_KUNIT = "y")]
pub(crate) use self::cstr::print_arguments;
#[cfg(not(testlib))]
pub(crate) use self::cstr::print_pointer;
pub use self::cstr::{as_char_ptr_in_const_context, CStrExt, RawFormatter};
pub use self::cstring::CString;
pub use self::formatter::{Formatter, NullTerminatedFormatter};
pub use self::kstrtobool::{kstrtobool, kstrtobool_bytes};
pub use crate::ffi::CStr;
pub use crate::fmt::fmt;
