// SPDX-License-Identifier: GPL-2.0-only

//! The `dev_*!` macros.
//!
//! The first argument is a [`Device`](super::Device), or anything that is one ([`AsRef`]): a device
//! of a bus, or an owner of one.

/// What all `dev_*!` macros come down to.
#[doc(hidden)]
#[macro_export]
macro_rules! dev_printk {
    ($level:ident, $dev:expr, $($f:tt)*) => {
        match ($dev).as_ref() {
            dev => $crate::print::printk!(
                [::core::option::Option::None]
                [::core::option::Option::None]
                [about, $crate::print::Level::$level, dev]
                [args => dev.emit($crate::print::Level::$level, args)]
                $($f)*
            ),
        }
    };
}

/// A debug message about a device, through a macro that says how often.
#[cfg(all(CONFIG_DYNAMIC_DEBUG, not(testlib)))]
#[doc(hidden)]
#[macro_export]
macro_rules! dev_debug_macro {
    ($how:ident, $dev:expr, $($f:tt)+) => {{
        let place = $crate::debug_place!($($f)+);
        if place.is_enabled() {
            $crate::$how! {
                match ($dev).as_ref() {
                    dev => $crate::print::printk!(
                        [::core::option::Option::None]
                        [::core::option::Option::None]
                        [debug_about, place, dev]
                        [args => dev.emit_debug(place, args)]
                        $($f)+
                    ),
                }
            };
        }
    }};
}

/// A debug message about a device, through a macro that says how often.
#[cfg(not(all(CONFIG_DYNAMIC_DEBUG, not(testlib))))]
#[doc(hidden)]
#[macro_export]
macro_rules! dev_debug_macro {
    ($how:ident, $($f:tt)+) => {
        if cfg!(debug_assertions) {
            $crate::$how! { $crate::dev_printk!(DEBUG, $($f)+) };
        }
    };
}

/// Prints a message about a device at level `KERN_EMERG`: the system is unusable.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_emerg!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_emerg {
    ($($f:tt)*) => {
        $crate::dev_printk!(EMERG, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_ALERT`: somebody must act immediately.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_alert!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_alert {
    ($($f:tt)*) => {
        $crate::dev_printk!(ALERT, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_CRIT`: a critical condition.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_crit!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_crit {
    ($($f:tt)*) => {
        $crate::dev_printk!(CRIT, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_ERR`: an error.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_err!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_err {
    ($($f:tt)*) => {
        $crate::dev_printk!(ERR, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_WARNING`: something looks wrong.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_warn!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_warn {
    ($($f:tt)*) => {
        $crate::dev_printk!(WARNING, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_NOTICE`: normal, but worth a look.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_notice!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_notice {
    ($($f:tt)*) => {
        $crate::dev_printk!(NOTICE, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_INFO`: information.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn report(dev: &Device, status: u32) {
///     dev_info!(dev, "status {:#x}\n", status);
/// }
/// ```
#[macro_export]
macro_rules! dev_info {
    ($($f:tt)*) => {
        $crate::dev_printk!(INFO, $($f)*)
    };
}

/// Prints a message about a device at level `KERN_DEBUG`, in a build with debug assertions; else
/// nothing.
///
/// The arguments are always compiled, and evaluated only if printed.
///
/// # Examples
///
/// ```
/// # use kernel::{device::Device, prelude::*};
/// fn probe(dev: &Device, irq: u32) {
///     dev_dbg!(dev, "interrupt {}\n", irq);
/// }
/// ```
#[macro_export]
macro_rules! dev_dbg {
    ($($f:tt)*) => {
        $crate::dev_debug_macro!(each_time, $($f)*)
    };
}
