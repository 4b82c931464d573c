// SPDX-License-Identifier: GPL-2.0-only

//! The `dev_*_once!` and `dev_*_ratelimited!` macros.

/// Like [`dev_emerg!`](crate::dev_emerg), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_emerg_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_emerg_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_emerg!($($f)*) };
    }};
}

/// Like [`dev_emerg!`](crate::dev_emerg), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_emerg_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_emerg_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_emerg!($($f)*) }
    };
}

/// Like [`dev_alert!`](crate::dev_alert), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_alert_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_alert_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_alert!($($f)*) };
    }};
}

/// Like [`dev_alert!`](crate::dev_alert), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_alert_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_alert_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_alert!($($f)*) }
    };
}

/// Like [`dev_crit!`](crate::dev_crit), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_crit_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_crit_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_crit!($($f)*) };
    }};
}

/// Like [`dev_crit!`](crate::dev_crit), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_crit_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_crit_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_crit!($($f)*) }
    };
}

/// Like [`dev_err!`](crate::dev_err), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_err_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_err_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_err!($($f)*) };
    }};
}

/// Like [`dev_err!`](crate::dev_err), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_err_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_err_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_err!($($f)*) }
    };
}

/// Like [`dev_warn!`](crate::dev_warn), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_warn_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_warn_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_warn!($($f)*) };
    }};
}

/// Like [`dev_warn!`](crate::dev_warn), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_warn_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_warn_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_warn!($($f)*) }
    };
}

/// Like [`dev_notice!`](crate::dev_notice), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_notice_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_notice_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_notice!($($f)*) };
    }};
}

/// Like [`dev_notice!`](crate::dev_notice), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_notice_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_notice_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_notice!($($f)*) }
    };
}

/// Like [`dev_info!`](crate::dev_info), but only the first time, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_info_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_info_once {
    ($($f:tt)*) => {{
        $crate::do_once_lite! { $crate::dev_info!($($f)*) };
    }};
}

/// Like [`dev_info!`](crate::dev_info), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_info_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_info_ratelimited {
    ($($f:tt)*) => {
        $crate::ratelimited! { $crate::dev_info!($($f)*) }
    };
}

/// Like [`dev_dbg!`](crate::dev_dbg), but only the first time that it is wanted, whatever the device.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device) {
///     kernel::dev_dbg_once!(dev, "said once\n");
/// }
/// ```
#[macro_export]
macro_rules! dev_dbg_once {
    ($($f:tt)*) => {{
        $crate::dev_debug_macro!(do_once_lite, $($f)*)
    }};
}

/// Like [`dev_dbg!`](crate::dev_dbg), but at most ten times in five seconds, for all devices
/// together.
///
/// # Examples
///
/// ```
/// # use kernel::device::Device;
/// fn report(dev: &Device, count: u64) {
///     kernel::dev_dbg_ratelimited!(dev, "{} packets\n", count);
/// }
/// ```
#[macro_export]
macro_rules! dev_dbg_ratelimited {
    ($($f:tt)*) => {
        $crate::dev_debug_macro!(ratelimited, $($f)*)
    };
}
