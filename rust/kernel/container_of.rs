// SPDX-License-Identifier: GPL-2.0-only

//! From a field back to the structure around it.

/// Produces a pointer to the structure that contains a field, given a pointer to that field.
///
/// The last argument names the field, possibly a nested one (`a.b`). The result is `*const
/// Container` or `*mut Container`, as the field's pointer was. A field of another type than the
/// pointer's does not compile.
///
/// # Safety
///
/// The pointer must point to that field of a live `Container`, and must have been derived from a
/// pointer to the whole of it. The macro is to be used inside an `unsafe` block.
///
/// # Examples
///
/// ```
/// struct Timer {
///     ticks: u32,
///     armed: bool,
/// }
///
/// let timer = Timer { ticks: 7, armed: true };
/// let base: *const Timer = &timer;
/// // SAFETY: `base` points to a live `Timer`, and `field` is derived from it, not from the field alone.
/// let found = unsafe {
///     let field = &raw const (*base).armed;
///     kernel::container_of!(field, Timer, armed)
/// };
/// assert!(core::ptr::eq(found, base));
/// # assert_eq!((timer.ticks, timer.armed), (7, true));
/// ```
///
/// C header: [`include/linux/container_of.h`](srctree/include/linux/container_of.h)
#[macro_export]
macro_rules! container_of {
    ($field_ptr:expr, $Container:ty, $($fields:tt)*) => {{
        let field_ptr = $field_ptr;
        let container_ptr = field_ptr
            .byte_sub(::core::mem::offset_of!($Container, $($fields)*))
            .cast::<$Container>();
        if false {
            // Never runs: only lets the compiler compare the two pointer types.
            $crate::assert_same_type(
                field_ptr,
                (&raw const (*container_ptr).$($fields)*).cast_mut(),
            );
        }
        container_ptr
    }};
}

/// Does nothing; two arguments of different types do not compile.
#[doc(hidden)]
pub fn assert_same_type<T>(_: T, _: T) {}
