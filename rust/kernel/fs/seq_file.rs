// SPDX-License-Identifier: GPL-2.0-only

//! Files that are printed when they are read.
//!
//! C header: [`include/linux/seq_file.h`](srctree/include/linux/seq_file.h)

use crate::{
    fmt::{self, Write},
    types::{NotThreadSafe, Opaque},
};

/// What a reader of the file will see, while it is being printed.
///
/// Text that does not fit is dropped, and C prints again into a larger buffer.
///
/// # Invariants
///
/// Every `SeqFile` is one of C's, alive and used by this thread alone as long as it is borrowed.
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, seq_file::SeqFile, seq_print};
///
/// fn show(m: &SeqFile, readings: &[u32]) {
///     for (number, reading) in readings.iter().enumerate() {
///         seq_print!(m, "sensor {}: {}\n", number, reading);
///     }
/// }
/// ```
#[repr(transparent)]
pub struct SeqFile {
    pub(super) inner: Opaque<bindings::seq_file>,
    _stays_here: NotThreadSafe,
}

impl SeqFile {
    /// Prints. [`seq_print!`](crate::seq_print) is the usual way.
    pub fn call_printf(&self, args: fmt::Arguments<'_>) {
        // C notes what did not fit, and then comes back with more room.
        let _ = Writer(self).write_fmt(args);
    }
}

/// Formats into the file.
struct Writer<'a>(&'a SeqFile);

impl Write for Writer<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0.append(s);
        Ok(())
    }
}

/// Prints into a [`SeqFile`], with a format as that of [`pr_info!`](crate::pr_info).
///
/// # Examples
///
/// ```
/// use kernel::{prelude::*, seq_file::SeqFile, seq_print};
///
/// fn show(m: &SeqFile, level: u32) {
///     seq_print!(m, "level: {level:#x}\n");
/// }
/// ```
#[macro_export]
macro_rules! seq_print {
    ($m:expr, $($arg:tt)+) => (
        $m.call_printf($crate::prelude::fmt!($($arg)+))
    );
}
pub use seq_print;
