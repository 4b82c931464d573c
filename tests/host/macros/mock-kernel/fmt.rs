// SPDX-License-Identifier: GPL-2.0-only

//! Formatting traits that tell wrapped arguments from plain ones.

use std::fmt;

/// Marks an argument that `fmt!` wrapped: `Display` puts it between angle brackets.
pub struct Adapter<T>(pub T);

impl<T: fmt::Display + ?Sized> fmt::Display for Adapter<&T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<")?;
        self.0.fmt(f)?;
        f.write_str(">")
    }
}

impl<T: fmt::Debug + ?Sized> fmt::Debug for Adapter<&T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("?")?;
        self.0.fmt(f)
    }
}

impl<T: fmt::LowerHex + ?Sized> fmt::LowerHex for Adapter<&T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: ?Sized> fmt::Pointer for Adapter<&*const T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hashed")
    }
}
