// SPDX-License-Identifier: GPL-2.0-only

//! How C sets and shows a parameter.
//!
//! # Safety
//!
//! The operations that C calls get a [`KernelParam`] whose `arg` points to the access type that the
//! operations were made for: [`__param`] puts both in together.

#![allow(unsafe_code)]

use super::Callback;
use crate::{
    error::{code::EOVERFLOW, from_result, Result},
    ffi::{c_char, c_int, c_void},
    fmt,
    str::{CStr, CStrExt as _, Formatter},
};
use core::{marker::PhantomData, ops::Deref};

/// What stores a parameter's value. Reading the value is safe at any time.
#[doc(hidden)]
pub trait ParamAccess: Sized + Sync + 'static {
    /// What a callback gets to see.
    type Value: ?Sized;

    /// Whether the parameter may be given without `=value`.
    const NOARG: bool = false;

    /// What C calls when the module goes.
    const FREE: Free<Self> = Free::NOTHING;

    /// The operations for C.
    const OPS: Operations<Self> = Operations::OWN;

    /// Sets the value from a text, or from none.
    fn set(param: &mut Setting<'_, Self>, text: Option<&CStr>) -> Result;

    /// Writes the value as users read it.
    fn show(param: Held<'_, Self>, out: &mut Formatter<'_>) -> fmt::Result;

    /// Lends the value to a function.
    fn with<R>(param: Held<'_, Self>, f: impl FnOnce(&Self::Value) -> R) -> R;
}

/// A parameter that nobody sets for a while: C holds the lock of the module's parameters.
///
/// # Invariants
///
/// Nobody sets the parameter while this is borrowed or lives.
pub struct Held<'a, A>(&'a A);

impl<A> Clone for Held<'_, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Held<'_, A> {}

impl<A> Deref for Held<'_, A> {
    type Target = A;

    fn deref(&self) -> &A {
        self.0
    }
}

impl<'a, A, F> Held<'a, Callback<A, F>> {
    /// The parameter that is wrapped.
    pub(super) fn wrapped(self) -> Held<'a, A> {
        // INVARIANT: Who sets one sets both.
        Held(self.0)
    }
}

/// A parameter that is being set.
///
/// # Invariants
///
/// C calls to set the parameter, with the lock of the module's parameters or before anybody knows of it, so
/// that nobody else sets it. The entry's `arg` is the address of the parameter.
pub struct Setting<'a, A> {
    param: &'a A,
    entry: &'a bindings::kernel_param,
}

impl<'a, A> Setting<'a, A> {
    /// Of the parameter that has this entry.
    ///
    /// # Safety
    ///
    /// The entry's `arg` points to an `A`. The caller holds the lock of the module's parameters, or is the
    /// only one to know of them, as long as the result lives, and makes no other of these.
    pub unsafe fn of(entry: &'a bindings::kernel_param) -> Self {
        // INVARIANT: The caller's promise.
        Setting {
            // SAFETY: The caller's promise.
            param: unsafe { &*entry.__bindgen_anon_1.arg.cast::<A>() },
            entry,
        }
    }

    /// The parameter, which is not set while this is borrowed.
    pub(super) fn held(&self) -> Held<'_, A> {
        // INVARIANT: By that of the type nobody else sets it, and who has this does not.
        Held(self.param)
    }

    /// The parameter's entry, for C.
    pub(super) fn entry(&self) -> &bindings::kernel_param {
        self.entry
    }
}

impl<A> Deref for Setting<'_, A> {
    type Target = A;

    fn deref(&self) -> &A {
        self.param
    }
}

impl<A, F> Setting<'_, Callback<A, F>> {
    /// The parameter that is wrapped.
    pub(super) fn wrapped(&mut self) -> Setting<'_, A> {
        // INVARIANT: The wrapper is transparent, so that the address is the same.
        Setting {
            param: self.param,
            entry: self.entry,
        }
    }
}

/// The function by which C frees what a parameter of type `A` has, if it has something.
///
/// # Invariants
///
/// The function takes the address of an `A` that is not used any more.
pub struct Free<A>(
    Option<unsafe extern "C" fn(*mut c_void)>,
    PhantomData<fn(A)>,
);

impl<A> Free<A> {
    /// There is nothing to be freed.
    pub const NOTHING: Self = Free(None, PhantomData);

    /// By this function.
    ///
    /// # Safety
    ///
    /// It takes the address of an `A` that is not used any more.
    pub(super) const unsafe fn by(free: unsafe extern "C" fn(*mut c_void)) -> Self {
        // INVARIANT: The caller's promise.
        Free(Some(free), PhantomData)
    }

    /// That of a parameter with a callback.
    pub(super) const fn wrapped<F>(self) -> Free<Callback<A, F>> {
        // INVARIANT: The wrapper is transparent, so that the address is the same.
        Free(self.0, PhantomData)
    }
}

impl<A> Clone for Free<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Free<A> {}

/// The operations of parameters of type `A`, for C.
///
/// # Invariants
///
/// They are those that [`SharedOperations::new`] makes.
pub struct Operations<A: 'static>(&'static SharedOperations<A>);

impl<A: ParamAccess> Operations<A> {
    /// Those that each module has of its own.
    pub const OWN: Self = Operations(const { &SharedOperations::new() });
}

impl<A: 'static> Operations<A> {
    /// Those that all modules refer to.
    pub(super) const fn shared(operations: &'static SharedOperations<A>) -> Self {
        Operations(operations)
    }

    /// For C.
    pub const fn as_raw(self) -> &'static bindings::kernel_param_ops {
        &self.0.raw
    }
}

impl<A: 'static> Clone for Operations<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: 'static> Copy for Operations<A> {}

/// Operations that may be made once, and that all modules then refer to.
pub(super) struct SharedOperations<A: 'static> {
    raw: bindings::kernel_param_ops,
    _access: PhantomData<fn(A)>,
}

impl<A: ParamAccess> SharedOperations<A> {
    /// The operations of a type of parameter.
    pub(super) const fn new() -> Self {
        SharedOperations {
            raw: bindings::kernel_param_ops {
                flags: if A::NOARG {
                    bindings::KERNEL_PARAM_OPS_FL_NOARG
                } else {
                    0
                },
                set: Some(set::<A>),
                get: Some(get::<A>),
                free: A::FREE.0,
            },
            _access: PhantomData,
        }
    }
}

/// How much of the page that sysfs gives may be written: it complains about a page filled to its end.
// The type of the constant is not the same in all kernels.
#[allow(clippy::unnecessary_cast)]
const ROOM: usize = bindings::PAGE_SIZE as usize - 1;

/// Sets a parameter; C's `param_set_*()`.
///
/// # Safety
///
/// `val` is null or a C string; `param` is a parameter whose `arg` points to an `A`. The caller
/// holds the lock of the module's parameters, or is the only one to know of them.
unsafe extern "C" fn set<A: ParamAccess>(
    val: *const c_char,
    param: *const bindings::kernel_param,
) -> c_int {
    // SAFETY: By the contract of this function, which `kernel/params.c` keeps. The string is not changed
    // while C calls.
    let (mut setting, text) = unsafe {
        let text = (!val.is_null()).then(|| CStr::from_char_ptr(val));
        (Setting::<A>::of(&*param), text)
    };
    from_result(|| A::set(&mut setting, text).map(|()| 0))
}

/// Shows a parameter; C's `param_get_*()`. Returns the length of the text.
///
/// # Safety
///
/// `buffer` has room for a page; `param` is a parameter whose `arg` points to an `A`. The caller holds the
/// lock of the module's parameters.
unsafe extern "C" fn get<A: ParamAccess>(
    buffer: *mut c_char,
    param: *const bindings::kernel_param,
) -> c_int {
    // INVARIANT: C holds the lock of the module's parameters.
    // SAFETY: By the contract of this function, which `kernel/params.c` keeps. The page was initialised by
    // sysfs.
    let (held, page) = unsafe {
        let held = Held(&*(*param).__bindgen_anon_1.arg.cast::<A>());
        let page = core::slice::from_raw_parts_mut(buffer.cast::<u8>(), ROOM);
        (held, page)
    };
    from_result(|| {
        let mut out = Formatter::new(page);
        A::show(held, &mut out).map_err(|_| EOVERFLOW)?;
        Ok(c_int::try_from(out.bytes_written())?)
    })
}

/// The entry of a parameter in the table that the kernel's parser reads.
#[repr(transparent)]
#[doc(hidden)]
pub struct KernelParam(pub(super) bindings::kernel_param);

// SAFETY: C reads the entry, and what it points to takes care of concurrency itself: `ParamAccess`
// is `Sync`.
unsafe impl Sync for KernelParam {}

impl KernelParam {
    /// Wraps C's structure.
    pub const fn new(val: bindings::kernel_param) -> Self {
        KernelParam(val)
    }
}

/// Makes the table's entry for a parameter.
///
/// `name` begins with `module.` if the module is built in.
#[doc(hidden)]
pub const fn __param<A: ParamAccess>(
    name: &'static CStr,
    module: *mut bindings::module,
    access: &'static A,
    perm: u16,
) -> KernelParam {
    KernelParam::new(bindings::kernel_param {
        name: crate::str::as_char_ptr_in_const_context(name),
        mod_: module,
        ops: A::OPS.as_raw(),
        perm,
        // Not for the early rounds of parsing; C's `module_param()` says the same.
        level: -1,
        flags: 0,
        __bindgen_anon_1: bindings::kernel_param__bindgen_ty_1 {
            arg: core::ptr::from_ref(access).cast_mut().cast(),
        },
    })
}
