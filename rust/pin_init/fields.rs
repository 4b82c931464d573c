// SPDX-License-Identifier: GPL-2.0-only

//! The expansion of [`pin_init!`](crate::pin_init) and [`init!`](crate::init).

/// Expands both macros; the first word after the step says which one.
///
/// Three steps collect the error type, the name for the whole struct and its path. `@list` then turns
/// the fields into a list of `([attributes] how name (value))`, which `@build` and `@run` work on.
#[doc(hidden)]
#[macro_export]
macro_rules! __init_fields {
    (@error $kind:tt, #[default_error($err:ty)] $($rest:tt)*) => {
        $crate::__init_fields!(@this $kind, [$err], $($rest)*)
    };
    (@error $kind:tt, $($rest:tt)*) => {
        $crate::__init_fields!(@this $kind, [::core::convert::Infallible], $($rest)*)
    };

    (@this $kind:tt, $err:tt, &$this:ident in $($rest:tt)*) => {
        $crate::__init_fields!(@path $kind, $err, [$this], [], $($rest)*)
    };
    (@this $kind:tt, $err:tt, $($rest:tt)*) => {
        $crate::__init_fields!(@path $kind, $err, [], [], $($rest)*)
    };

    (@path $kind:tt, $err:tt, $this:tt, [$($path:tt)+], { $($fields:tt)* }) => {
        $crate::__init_fields!(@list $kind, $err, $this, [$($path)+], [], $($fields)*,)
    };
    (@path $kind:tt, $_:tt, $this:tt, [$($path:tt)+], { $($fields:tt)* }? $err:ty) => {
        $crate::__init_fields!(@list $kind, [$err], $this, [$($path)+], [], $($fields)*,)
    };
    (@path $kind:tt, $err:tt, $this:tt, [$($path:tt)*], $next:tt $($rest:tt)*) => {
        $crate::__init_fields!(@path $kind, $err, $this, [$($path)* $next], $($rest)*)
    };
    (@path $($rest:tt)*) => {
        ::core::compile_error!("expected `Type { fields }`, optionally followed by `? Error`")
    };

    (@list $kind:tt, $err:tt, $this:tt, $path:tt, [$($list:tt)*],
        $(#[$attr:meta])* $field:ident <- $init:expr, $($rest:tt)*
    ) => {
        $crate::__init_fields!(@list $kind, $err, $this, $path,
            [$($list)* ([$(#[$attr])*] init $field ($init))], $($rest)*)
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, [$($list:tt)*],
        $(#[$attr:meta])* $field:ident: $value:expr, $($rest:tt)*
    ) => {
        $crate::__init_fields!(@list $kind, $err, $this, $path,
            [$($list)* ([$(#[$attr])*] value $field ($value))], $($rest)*)
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, [$($list:tt)*],
        $(#[$attr:meta])* $field:ident, $($rest:tt)*
    ) => {
        $crate::__init_fields!(@list $kind, $err, $this, $path,
            [$($list)* ([$(#[$attr])*] value $field ($field))], $($rest)*)
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, [$($list:tt)*],
        $(#[$attr:meta])* _: $code:block, $($rest:tt)*
    ) => {
        $crate::__init_fields!(@list $kind, $err, $this, $path,
            [$($list)* ([$(#[$attr])*] code _ ($code))], $($rest)*)
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, $list:tt, ..Zeroable::init_zeroed() $(,)*) => {
        $crate::__init_fields!(@build $kind, $err, $this, $path, $list, [zero])
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, $list:tt, $(,)?) => {
        $crate::__init_fields!(@build $kind, $err, $this, $path, $list, [])
    };
    (@list $kind:tt, $err:tt, $this:tt, $path:tt, $list:tt, $($rest:tt)*) => {
        ::core::compile_error!(
            "expected `field: value`, `field <- initialiser`, `_: { code }` or, last, \
             `..Zeroable::init_zeroed()`"
        )
    };

    (@build pin, [$err:ty], $this:tt, [$($path:tt)*], $list:tt, $zero:tt) => {
        $crate::__init_fields!(
            @build_with [$err], $this, [$($path)*], $list, $zero,
            (pin, HasPinData, __pin_data, PinData, pin_init_from_closure)
        )
    };
    (@build move, [$err:ty], $this:tt, [$($path:tt)*], $list:tt, $zero:tt) => {
        $crate::__init_fields!(
            @build_with [$err], $this, [$($path)*], $list, $zero,
            (move, HasInitData, __init_data, InitData, init_from_closure)
        )
    };
    (@build_with [$err:ty], [$($this:ident)?], [$($path:tt)*], [$($list:tt)*], [$($zero:ident)?],
        ($kind:tt, $has_data:ident, $get_data:ident, $data:ident, $from_closure:ident)
    ) => {{
        // Only the end of the closure can name this type: an early `return Ok(..)` in the code of a
        // field, which would leave fields uninitialised, has nothing to return.
        struct __InitOk;

        // SAFETY: The data is used for this struct's own fields, by the expansion below alone.
        let data = unsafe {
            use $crate::__private::$has_data;
            $($path)*::$get_data()
        };
        // The struct's data fixes the type of `slot`.
        let init = $crate::__private::$data::make_closure::<_, __InitOk, $err>(data, move |slot| {
            {
                struct __InitOk;
                $(
                    // SAFETY: The caller of the initialiser guarantees that `slot` is valid.
                    unsafe { $crate::__private::$zero::fill(slot) };
                )?
                $(
                    // SAFETY: The caller of the initialiser guarantees that `slot` is valid.
                    let $this = unsafe { ::core::ptr::NonNull::new_unchecked(slot) };
                )?
                $crate::__init_fields!(@run $kind, data, slot, [], $($list)*);
                $crate::__init_fields!(@check slot, [$($path)*], [], [$($zero)?], $($list)*);
            }
            ::core::result::Result::Ok(__InitOk)
        });
        let init = move |slot| -> ::core::result::Result<(), $err> {
            init(slot).map(|__InitOk| ())
        };
        // SAFETY: The closure initialises each field of the struct exactly once, which the struct
        // expression in it confirms, or drops those that it did and returns an error.
        unsafe { $crate::$from_closure::<_, $err>(init) }
    }};

    // All went well: the fields now belong to the struct.
    (@run $kind:tt, $data:ident, $slot:ident, [$(([$($attr:tt)*] $guard:ident))*],) => {
        $($($attr)* $guard.release();)*
    };
    (@run $kind:tt, $data:ident, $slot:ident, $guards:tt,
        ([$($attr:tt)*] code _ ($code:block)) $($list:tt)*
    ) => {
        $($attr)*
        $code
        $crate::__init_fields!(@run $kind, $data, $slot, $guards, $($list)*);
    };
    (@run $kind:tt, $data:ident, $slot:ident, [$($guards:tt)*],
        ([$($attr:tt)*] $how:tt $field:ident ($value:expr)) $($list:tt)*
    ) => {
        $($attr)*
        {
            let value = $value;
            $crate::__init_fields!(@set $kind $how, $data, $slot, $field, value);
        }
        // SAFETY: The field was just initialised. The guard is released once all others are, too.
        $($attr)*
        let mut guard = unsafe { $crate::__private::Guard::new(&raw mut (*$slot).$field) };
        $($attr)*
        #[allow(unused_variables)]
        let $field = $crate::__init_fields!(@borrow $kind, $data, guard, $field);
        $crate::__init_fields!(
            @run $kind, $data, $slot, [([$($attr)*] guard) $($guards)*], $($list)*
        );
    };

    (@set pin init, $data:ident, $slot:ident, $field:ident, $init:ident) => {
        // SAFETY: The slot is valid, so that its field is. On failure the closure returns. `data`
        // demands the trait that the field's pinning calls for.
        unsafe { $data.$field(&raw mut (*$slot).$field, $init)? }
    };
    (@set move init, $data:ident, $slot:ident, $field:ident, $init:ident) => {
        // SAFETY: The slot is valid, so that its field is. On failure the closure returns.
        unsafe { $crate::Init::__init($init, &raw mut (*$slot).$field)? }
    };
    (@set $kind:tt value, $data:ident, $slot:ident, $field:ident, $value:ident) => {
        // SAFETY: The slot is valid, so that its field is; it holds nothing to be dropped.
        unsafe { ::core::ptr::write(&raw mut (*$slot).$field, $value) }
    };

    (@borrow pin, $data:ident, $guard:ident, $field:ident) => {
        // SAFETY: It is this field's guard, and the struct will stay where it is.
        unsafe { $crate::__private::pinning($data).$field(&mut $guard) }
    };
    (@borrow move, $data:ident, $guard:ident, $field:ident) => {
        $guard.field()
    };

    // Code that never runs: the compiler finds fields that are missing, unknown or named twice, and
    // those that a packed struct does not align, and says so in its own words.
    (@check $slot:ident, [$($path:tt)*], [$(([$($attr:tt)*] $field:ident))*], [$($zero:ident)?],) => {
        #[allow(unreachable_code, clippy::diverging_sub_expression, clippy::needless_update)]
        let _ = || {
            // SAFETY: The closure is never called.
            unsafe {
                $($($attr)* let _ = &(*$slot).$field;)*
                ::core::ptr::write($slot, $($path)* {
                    $($($attr)* $field: ::core::panic!(),)*
                    $(..$crate::__private::$zero::value())?
                })
            }
        };
    };
    (@check $slot:ident, $path:tt, $fields:tt, $zero:tt, ($attrs:tt code _ $code:tt) $($list:tt)*) => {
        $crate::__init_fields!(@check $slot, $path, $fields, $zero, $($list)*);
    };
    (@check $slot:ident, $path:tt, [$($fields:tt)*], $zero:tt,
        ($attrs:tt $how:tt $field:ident $value:tt) $($list:tt)*
    ) => {
        $crate::__init_fields!(@check $slot, $path, [$($fields)* ($attrs $field)], $zero, $($list)*);
    };
}
