// SPDX-License-Identifier: GPL-2.0-only

//! Parameters that are a list of integers or booleans.

use super::{
    latch::{Latch, List},
    required, Held, ParamAccess, Scalar, Setting,
};
use crate::{
    error::Result,
    fmt::{self, Write as _},
    str::{BStr, CStr, Formatter},
};
use core::ops::Deref;

/// A parameter that is a list of up to `N` integers or booleans, separated by commas.
///
/// Users may give fewer than `N`: those are then the list.
///
/// # Examples
///
/// ```
/// use kernel::module_param::ArrayParam;
///
/// // As `module!` writes it.
/// static PORTS: ArrayParam<u16, 3> = ArrayParam::new([80, 443, 8080]);
///
/// let ports = PORTS.value();
/// assert_eq!(ports.len(), 3);
/// assert_eq!(ports[1], 443);
/// assert_eq!(PORTS.get(3), None);
/// ```
pub struct ArrayParam<T, const N: usize> {
    default: [T; N],
    list: Latch<T, N>,
}

impl<T: Copy, const N: usize> ArrayParam<T, N> {
    /// A parameter with its default, which is a full list.
    #[doc(hidden)]
    pub const fn new(default: [T; N]) -> Self {
        ArrayParam {
            default,
            list: Latch::new(default),
        }
    }
}

impl<T: Scalar, const N: usize> ArrayParam<T, N> {
    /// How many values there are at this moment.
    pub fn len(&self) -> usize {
        self.list.read(List::len)
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One value at this moment, or none if the list is shorter.
    pub fn get(&self, index: usize) -> Option<T> {
        self.list.read(|list| list.get(index))
    }

    /// A copy of the list as it is at one moment.
    ///
    /// Where users may write the parameter through sysfs, two calls may see different lists.
    pub fn value(&self) -> ArrayValue<T, N> {
        self.list.read(|list| {
            let mut elements = self.default;
            let len = list.copy_to(&mut elements);
            ArrayValue { elements, len }
        })
    }
}

/// The values of an [`ArrayParam`] at one moment. It dereferences to a slice.
pub struct ArrayValue<T, const N: usize> {
    elements: [T; N],
    len: usize,
}

impl<T, const N: usize> Deref for ArrayValue<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.elements.get(..self.len).unwrap_or(&self.elements)
    }
}

impl<T: fmt::Debug, const N: usize> fmt::Debug for ArrayValue<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: Scalar, const N: usize> ParamAccess for ArrayParam<T, N> {
    type Value = [T];

    fn set(param: &mut Setting<'_, Self>, text: Option<&CStr>) -> Result {
        let values = required(text)?
            .split(|&byte| byte == b',')
            .map(|value| T::try_from_param_arg(BStr::from_bytes(value)));
        param.list.replace(values)
    }

    fn show(param: Held<'_, Self>, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, value) in param.value().iter().enumerate() {
            if index > 0 {
                out.write_char(',')?;
            }
            value.show(out)?;
        }
        out.write_char('\n')
    }

    fn with<R>(param: Held<'_, Self>, f: impl FnOnce(&[T]) -> R) -> R {
        f(&param.value())
    }
}
