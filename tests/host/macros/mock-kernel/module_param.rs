// SPDX-License-Identifier: GPL-2.0-only

//! Module parameters, parsed without C.

use crate::bindings;
use crate::error::{Error, Result, EINVAL, ERANGE};
use crate::str::CStr;
use std::cell::UnsafeCell;
use std::ffi::{c_char, c_int, CString};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::OnceLock;

#[repr(transparent)]
pub struct KernelParam(pub bindings::kernel_param);

// SAFETY: Nothing changes an entry after the build.
unsafe impl Sync for KernelParam {}

/// The types through which a module reads a parameter.
pub trait ParamAccess: Sync {
    const OPS: &'static bindings::kernel_param_ops;
}

/// What every access type does here; the real crate reaches it through `OPS`.
pub trait Set: Sync {
    fn set(&self, text: &CStr) -> Result;
}

struct Ops<A>(PhantomData<A>);

impl<A: Set> Ops<A> {
    const OPS: bindings::kernel_param_ops = bindings::kernel_param_ops {
        flags: 0,
        set: Some(Self::set),
        get: None,
        free: None,
    };

    unsafe extern "C" fn set(val: *const c_char, kp: *const bindings::kernel_param) -> c_int {
        // SAFETY: The caller passes a string, and the entry whose operations these are.
        let (text, access) = unsafe { (CStr::from_ptr(val), &*(*kp).arg.cast::<A>()) };
        match access.set(text) {
            Ok(()) => 0,
            Err(Error(errno)) => errno,
        }
    }
}

impl<A: Set> ParamAccess for A {
    const OPS: &'static bindings::kernel_param_ops = &Ops::<A>::OPS;
}

pub const fn __param<A: ParamAccess>(
    name: &'static CStr,
    module: *mut bindings::module,
    access: &'static A,
    perm: u16,
) -> KernelParam {
    KernelParam(bindings::kernel_param {
        name: name.as_ptr(),
        mod_: module,
        ops: A::OPS,
        perm,
        level: -1,
        flags: 0,
        arg: (access as *const A).cast_mut().cast(),
    })
}

pub trait ModuleParam: Sized + Copy {
    fn parse(text: &str) -> Result<Self>;
}

macro_rules! impl_module_param {
    ($($ty:ty),*) => {$(
        impl ModuleParam for $ty {
            fn parse(text: &str) -> Result<Self> {
                let wide: i128 = text.parse().map_err(|_| EINVAL)?;
                wide.try_into().map_err(|_| ERANGE)
            }
        }
    )*};
}
impl_module_param!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);

impl ModuleParam for bool {
    fn parse(text: &str) -> Result<Self> {
        match text {
            "y" | "1" => Ok(true),
            "n" | "0" => Ok(false),
            _ => Err(EINVAL),
        }
    }
}

/// A parameter of one value.
pub struct ModuleParamAccess<T>(UnsafeCell<T>);

// SAFETY: The tests use one thread.
unsafe impl<T: Send> Sync for ModuleParamAccess<T> {}

impl<T> ModuleParamAccess<T> {
    pub const fn new(default: T) -> Self {
        Self(UnsafeCell::new(default))
    }

    pub fn value(&self) -> T
    where
        T: Copy,
    {
        // SAFETY: The tests use one thread.
        unsafe { *self.0.get() }
    }
}

impl<T: ModuleParam + Send> Set for ModuleParamAccess<T> {
    fn set(&self, text: &CStr) -> Result {
        let value = T::parse(text.to_str().map_err(|_| EINVAL)?)?;
        // SAFETY: The tests use one thread.
        unsafe { *self.0.get() = value };
        Ok(())
    }
}

/// A string parameter.
pub struct StringParam {
    default: &'static CStr,
    given: OnceLock<CString>,
}

impl StringParam {
    pub const fn new(default: &'static CStr) -> Self {
        Self {
            default,
            given: OnceLock::new(),
        }
    }

    pub fn value(&self) -> &CStr {
        self.given.get().map_or(self.default, |given| given)
    }
}

impl Set for StringParam {
    fn set(&self, text: &CStr) -> Result {
        self.given.set(text.to_owned()).map_err(|_| EINVAL)
    }
}

/// An array parameter.
pub struct ArrayParam<T, const N: usize>(UnsafeCell<[T; N]>);

// SAFETY: The tests use one thread.
unsafe impl<T: Send, const N: usize> Sync for ArrayParam<T, N> {}

impl<T: ModuleParam, const N: usize> ArrayParam<T, N> {
    pub const fn new(default: [T; N]) -> Self {
        Self(UnsafeCell::new(default))
    }

    pub fn value(&self) -> [T; N] {
        // SAFETY: The tests use one thread.
        unsafe { *self.0.get() }
    }
}

impl<T: ModuleParam + Send, const N: usize> Set for ArrayParam<T, N> {
    fn set(&self, text: &CStr) -> Result {
        let mut values = self.value();
        for (index, text) in text.to_str().map_err(|_| EINVAL)?.split(',').enumerate() {
            *values.get_mut(index).ok_or(EINVAL)? = T::parse(text)?;
        }
        // SAFETY: The tests use one thread.
        unsafe { *self.0.get() = values };
        Ok(())
    }
}

/// A function of the module that runs after the parameter was set.
pub trait ParamCallback<T: ?Sized>: Send + Sync {
    fn changed(value: &T) -> Result;
}

/// A parameter with a callback.
pub struct Callback<A, F>(A, PhantomData<fn() -> F>);

impl<A, F> Callback<A, F> {
    pub const fn new(access: A) -> Self {
        Self(access, PhantomData)
    }
}

impl<A, F> Deref for Callback<A, F> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

impl<T: ModuleParam + Send, F: ParamCallback<T>> Set for Callback<ModuleParamAccess<T>, F> {
    fn set(&self, text: &CStr) -> Result {
        self.0.set(text)?;
        F::changed(&self.0.value())
    }
}

impl<T: ModuleParam + Send, const N: usize, F: ParamCallback<[T]>> Set
    for Callback<ArrayParam<T, N>, F>
{
    fn set(&self, text: &CStr) -> Result {
        self.0.set(text)?;
        F::changed(&self.0.value())
    }
}

impl<F: ParamCallback<CStr>> Set for Callback<StringParam, F> {
    fn set(&self, text: &CStr) -> Result {
        self.0.set(text)?;
        F::changed(self.0.value())
    }
}
