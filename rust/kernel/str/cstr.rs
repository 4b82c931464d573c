// SPDX-License-Identifier: GPL-2.0-only

//! Strings as C has them, and text that passes between C and Rust.
//!
//! # Safety
//!
//! Functions that change a [`CStr`] in place write no NUL byte into it, and the bytes of an owned one end
//! with NUL and have no other one. [`RawFormatter`] writes only between its position and its end, which its
//! constructor was promised to be writable. C gets strings that end with NUL, and buffers with their size.

#![allow(unsafe_code)]

use super::{BStr, CString};
use crate::{
    alloc::{flags::GFP_KERNEL, AllocError, KVec},
    ffi::{c_char, c_int, CStr},
    fmt::{self, Write as _},
};
use core::{
    marker::PhantomData,
    num::NonZero,
    ops::{Deref, DerefMut},
    ptr,
};

mod private {
    pub trait Sealed {}
    impl Sealed for super::CStr {}
}

/// The address of a C string, for initialisers of constants.
///
/// [`CStrExt::as_char_ptr`] does the same where a trait's method may be called.
#[inline]
pub const fn as_char_ptr_in_const_context(c_str: &CStr) -> *const c_char {
    c_str.as_ptr().cast()
}

/// What the kernel adds to [`CStr`]. The [prelude](crate::prelude) imports it.
///
/// # Examples
///
/// ```
/// use kernel::prelude::*;
///
/// let upper = c"gpio".to_ascii_uppercase()?;
/// assert_eq!(&*upper, c"GPIO");
/// # Ok::<(), Error>(())
/// ```
pub trait CStrExt: private::Sealed {
    /// Borrows a string from C.
    ///
    /// # Safety
    ///
    /// `ptr` must point to a NUL-terminated string that is neither changed nor freed during `'a`.
    unsafe fn from_char_ptr<'a>(ptr: *const c_char) -> &'a Self;

    /// Looks at bytes as a C string that may be changed.
    ///
    /// # Safety
    ///
    /// `bytes` must end with NUL and have no other one.
    unsafe fn from_bytes_with_nul_unchecked_mut(bytes: &mut [u8]) -> &mut Self;

    /// The address of the first character, for C.
    fn as_char_ptr(&self) -> *const c_char;

    /// The characters, without NUL; the same as [`CStr::to_bytes`].
    fn as_bytes(&self) -> &[u8];

    /// The characters with NUL; the same as [`CStr::to_bytes_with_nul`].
    fn as_bytes_with_nul(&self) -> &[u8];

    /// How many characters there are; the same as [`CStr::count_bytes`].
    #[allow(clippy::len_without_is_empty)]
    fn len(&self) -> usize;

    /// How many bytes there are, NUL included.
    fn len_with_nul(&self) -> usize;

    /// An owned copy. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_cstring(&self) -> Result<CString, AllocError>;

    /// Turns ASCII letters into lower case, in place.
    fn make_ascii_lowercase(&mut self);

    /// Turns ASCII letters into upper case, in place.
    fn make_ascii_uppercase(&mut self);

    /// A copy in lower case. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_ascii_lowercase(&self) -> Result<CString, AllocError>;

    /// A copy in upper case. May sleep: the memory comes from `GFP_KERNEL`.
    fn to_ascii_uppercase(&self) -> Result<CString, AllocError>;
}

/// The characters of a C string, to be changed. None of them is NUL, nor becomes it.
fn chars_mut(string: &mut CStr) -> &mut [NonZero<u8>] {
    let len = string.count_bytes();
    let start = core::ptr::from_mut(string).cast();
    // SAFETY: A `CStr` is `len` bytes other than NUL, and a NUL, all of them initialised and borrowed by
    // `string`. The slice leaves the NUL out, and makes no other one.
    unsafe { core::slice::from_raw_parts_mut(start, len) }
}

/// Changes each character of a C string by a function that makes no NUL.
fn map_chars(string: &mut CStr, to: fn(&u8) -> u8) {
    for char in chars_mut(string) {
        *char = NonZero::new(to(&char.get())).unwrap_or(*char);
    }
}

impl CStrExt for CStr {
    // Not inlined: `core` adds one to the length with an overflow check of its own, which would
    // bring a panic path into every driver.
    #[inline(never)]
    unsafe fn from_char_ptr<'a>(ptr: *const c_char) -> &'a Self {
        // SAFETY: The caller promises what `from_ptr` asks for; `c_char`s are bytes on both sides.
        unsafe { CStr::from_ptr(ptr.cast()) }
    }

    #[inline]
    unsafe fn from_bytes_with_nul_unchecked_mut(bytes: &mut [u8]) -> &mut Self {
        // SAFETY: The caller promises a C string. A `CStr` is laid out as the bytes with their NUL,
        // as its documented constructor from such a slice shows.
        unsafe { &mut *(core::ptr::from_mut(bytes) as *mut CStr) }
    }

    #[inline]
    fn as_char_ptr(&self) -> *const c_char {
        self.as_ptr().cast()
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        self.to_bytes()
    }

    #[inline]
    fn as_bytes_with_nul(&self) -> &[u8] {
        self.to_bytes_with_nul()
    }

    #[inline]
    fn len(&self) -> usize {
        self.count_bytes()
    }

    #[inline]
    fn len_with_nul(&self) -> usize {
        self.to_bytes_with_nul().len()
    }

    fn to_cstring(&self) -> Result<CString, AllocError> {
        CString::try_from(self)
    }

    fn make_ascii_lowercase(&mut self) {
        map_chars(self, u8::to_ascii_lowercase);
    }

    fn make_ascii_uppercase(&mut self) {
        map_chars(self, u8::to_ascii_uppercase);
    }

    fn to_ascii_lowercase(&self) -> Result<CString, AllocError> {
        let mut copy = self.to_cstring()?;
        copy.make_ascii_lowercase();
        Ok(copy)
    }

    fn to_ascii_uppercase(&self) -> Result<CString, AllocError> {
        let mut copy = self.to_cstring()?;
        copy.make_ascii_uppercase();
        Ok(copy)
    }
}

/// Shows printable ASCII characters as they are and all other bytes as `\x..`.
impl fmt::Display for CStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.to_bytes() {
            match byte {
                b' '..=b'~' => f.write_char(char::from(byte))?,
                _ => f.write_fmt(format_args!("\\x{byte:02x}"))?,
            }
        }
        Ok(())
    }
}

impl AsRef<BStr> for CStr {
    #[inline]
    fn as_ref(&self) -> &BStr {
        BStr::from_bytes(self.to_bytes())
    }
}

/// The bytes of a C string, in memory of their own.
///
/// # Invariants
///
/// The vector is not empty; its last byte is NUL and no other is.
pub(super) struct Owned(KVec<u8>);

impl Owned {
    /// Takes bytes, unless they end without NUL or have another one.
    pub(super) fn new(bytes: KVec<u8>) -> Option<Self> {
        // INVARIANT: It is what was just checked.
        CStr::from_bytes_with_nul(&bytes)
            .is_ok()
            .then_some(Owned(bytes))
    }

    /// Copies a string. May sleep.
    pub(super) fn copy(string: &CStr) -> Result<Self, AllocError> {
        let mut bytes = KVec::new();
        bytes.extend_from_slice(string.to_bytes_with_nul(), GFP_KERNEL)?;
        // INVARIANT: The bytes of a `CStr` end with NUL and have no other one.
        Ok(Owned(bytes))
    }
}

impl Deref for Owned {
    type Target = CStr;

    #[inline]
    fn deref(&self) -> &CStr {
        // SAFETY: The type's invariant is what is asked for.
        unsafe { CStr::from_bytes_with_nul_unchecked(&self.0) }
    }
}

impl DerefMut for Owned {
    #[inline]
    fn deref_mut(&mut self) -> &mut CStr {
        // SAFETY: The type's invariant is what is asked for, and `CStr` lets nobody break it.
        unsafe { CStr::from_bytes_with_nul_unchecked_mut(&mut self.0) }
    }
}

/// Looks at bytes as a string that need not end with NUL.
#[inline]
pub(super) const fn bstr_of(bytes: &[u8]) -> &BStr {
    let bytes: *const [u8] = bytes;
    // SAFETY: `BStr` is a transparent wrapper of `[u8]`, so that both pointers have one layout and one
    // length; the result borrows from the argument.
    unsafe { &*(bytes as *const BStr) }
}

/// Writes what fits into a buffer and counts the rest: as C's `snprintf()` does.
///
/// Writing never fails. Without a buffer it only measures.
///
/// # Invariants
///
/// The bytes from `pos` to `end`, if `pos < end`, are writable for as long as the formatter lives.
/// `beg <= pos`.
pub struct RawFormatter {
    // Addresses, because `pos` may be anywhere behind `end`.
    beg: *mut u8,
    pos: usize,
    end: usize,
}

impl RawFormatter {
    /// A formatter that only counts.
    pub(crate) fn new() -> Self {
        // INVARIANT: There are no bytes.
        RawFormatter {
            beg: ptr::null_mut(),
            pos: 0,
            end: 0,
        }
    }

    /// A formatter for the bytes from `pos` up to `end`.
    ///
    /// # Safety
    ///
    /// If `pos` is less than `end`, then the bytes between them are writable for the life of the
    /// result.
    pub(crate) unsafe fn from_ptrs(pos: *mut u8, end: *mut u8) -> Self {
        // INVARIANT: The caller's promise.
        RawFormatter {
            beg: pos,
            pos: pos.addr(),
            end: end.addr(),
        }
    }

    /// The position: where the text ends, were the buffer large enough.
    pub(crate) fn pos(&self) -> *mut u8 {
        self.beg.with_addr(self.pos)
    }

    /// How long the text is, which may be longer than the buffer.
    pub fn bytes_written(&self) -> usize {
        self.pos.saturating_sub(self.beg.addr())
    }

    /// Whether all that was written is in the buffer.
    pub(super) fn is_whole(&self) -> bool {
        self.pos <= self.end
    }

    /// Writes bytes that need not be UTF-8.
    pub(super) fn write_bytes(&mut self, bytes: &[u8]) {
        let room = self.end.saturating_sub(self.pos);
        let len = room.min(bytes.len());
        if len > 0 {
            // SAFETY: By the type's invariant the bytes from `pos` to `end` are writable, and `len`
            // are no more than those. `bytes` is a shared reference, the buffer is exclusively the
            // formatter's: they do not overlap.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), self.pos(), len) };
        }
        // INVARIANT: `pos` grows, so that what is between it and `end` shrinks.
        self.pos = self.pos.saturating_add(bytes.len());
    }
}

/// A [`RawFormatter`] of a buffer that it borrows.
pub(super) struct Within<'a> {
    pub(super) raw: RawFormatter,
    buffer: PhantomData<&'a mut [u8]>,
}

impl<'a> Within<'a> {
    /// A formatter that fills a buffer from its start.
    #[inline]
    pub(super) fn new(buffer: &'a mut [u8]) -> Self {
        let bytes = buffer.as_mut_ptr_range();
        Within {
            // SAFETY: The bytes are the buffer's, which is borrowed exclusively for longer than the result lives.
            raw: unsafe { RawFormatter::from_ptrs(bytes.start, bytes.end) },
            buffer: PhantomData,
        }
    }
}

/// C's `kstrtobool()`: writes to `value` if it returns zero.
pub(super) fn read_bool(string: &CStr, value: &mut bool) -> c_int {
    // SAFETY: The string is NUL-terminated; C writes a valid `bool` to the pointer, or nothing.
    unsafe { bindings::kstrtobool(string.as_ptr().cast(), value) }
}

/// The symbolic name of an errno that is given without a minus.
#[cfg(all(CONFIG_SYMBOLIC_ERRNAME, not(RUST_IN_MODULE)))]
pub(crate) fn name_of_errno(errno: c_int) -> Option<&'static CStr> {
    // SAFETY: `errname()` only looks its argument up in constant tables. It returns null or a string
    // literal, which is NUL-terminated and never freed nor written.
    unsafe {
        let name = bindings::errname(errno);
        (!name.is_null()).then(|| CStr::from_ptr(name.cast()))
    }
}

/// Writes into a buffer what C's `%p` shows of an address. Returns how many bytes, without NUL, these are.
#[cfg(not(testlib))]
pub(crate) fn print_pointer(buf: &mut [u8], ptr: *const ffi::c_void) -> c_int {
    // SAFETY: `scnprintf()` writes at most `buf.len()` bytes. The format string is NUL-terminated
    // and its one conversion, `%p`, takes a pointer that is not dereferenced.
    unsafe { bindings::scnprintf(buf.as_mut_ptr(), buf.len(), c"%p".as_ptr().cast(), ptr) }
}

/// Writes arguments into a buffer through C's `%pA`, in brackets. Returns as [`print_pointer`] does.
#[cfg(CONFIG_KUNIT = "y")]
pub(crate) fn print_arguments(buf: &mut [u8], args: &fmt::Arguments<'_>) -> c_int {
    let args: *const fmt::Arguments<'_> = args;
    // SAFETY: C writes no more than it is told. `%pA` takes a pointer to arguments, which are alive during
    // the call.
    unsafe { bindings::scnprintf(buf.as_mut_ptr(), buf.len(), c"[%pA]".as_ptr().cast(), args) }
}

/// A string literal, or a constant string, as a [`CStr`].
///
/// For a literal write `c"text"` instead. A NUL byte inside the string does not compile.
///
/// # Examples
///
/// ```
/// use kernel::{c_str, str::CStr};
///
/// const PATH: &CStr = c_str!(concat!("dev", "/", "null"));
/// assert_eq!(PATH.to_bytes(), b"dev/null");
/// ```
#[macro_export]
macro_rules! c_str {
    ($str:expr) => {{
        const S: &'static ::core::primitive::str = ::core::concat!($str, "\0");
        const C: &'static $crate::str::CStr =
            match $crate::str::CStr::from_bytes_with_nul(S.as_bytes()) {
                Ok(v) => v,
                Err(_) => panic!("the string contains a NUL byte"),
            };
        C
    }};
}
