// SPDX-License-Identifier: GPL-2.0-only

//! Messages for a kernel whose `printk()` knows nothing of Rust's arguments.
//!
//! The text is formatted into a buffer on the stack and handed to C when that is full, and at the end.
//! A text that fits is one message. Of a longer one the rest follows as `KERN_CONT`: nothing is lost, but
//! another processor may print in between.

#[cfg(CONFIG_DYNAMIC_DEBUG)]
use super::dynamic_debug::Place;
use super::{call::Formatted, Head, Level};
use crate::{
    device::Device,
    fmt::{self, Write},
};

/// Nearly every message fits; the stack of a kernel thread is 16 KiB.
const ROOM: usize = 512;

/// Formats text and passes it on in pieces of at most [`ROOM`] bytes.
struct Pieces<F: FnMut(&[u8])> {
    text: [u8; ROOM],
    used: usize,
    pass_on: F,
}

impl<F: FnMut(&[u8])> Pieces<F> {
    fn flush(&mut self) {
        (self.pass_on)(self.text.get(..self.used).unwrap_or_default());
        self.used = 0;
    }
}

impl<F: FnMut(&[u8])> Write for Pieces<F> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let mut rest = s.as_bytes();
        while !rest.is_empty() {
            let free = self.text.get_mut(self.used..).unwrap_or_default();
            let (now, later) = rest.split_at_checked(free.len()).unwrap_or((rest, &[]));
            for (to, from) in free.iter_mut().zip(now) {
                *to = *from;
            }
            self.used = self.used.saturating_add(now.len());
            rest = later;
            if !rest.is_empty() {
                self.flush();
            }
        }
        Ok(())
    }
}

/// Formats `args`; calls `pass_on` once or more.
fn in_pieces(args: fmt::Arguments<'_>, pass_on: impl FnMut(&[u8])) {
    let mut pieces = Pieces {
        text: [0; ROOM],
        used: 0,
        pass_on,
    };
    // `Pieces` never fails, and a `Display` that does has said all that it could.
    let _ = pieces.write_fmt(args);
    pieces.flush();
}

/// Continues a line.
fn continued(text: Formatted<'_>) {
    text.log_bare(Level::CONT);
}

/// Formats `args`; calls `print` with the first piece. The others continue its line.
fn begin_with(args: fmt::Arguments<'_>, print: impl Fn(Formatted<'_>)) {
    let mut begun = false;
    in_pieces(args, |text| {
        let text = Formatted(text);
        if begun {
            return continued(text);
        }
        begun = true;
        print(text);
    });
}

/// `prefix: message` at a level.
#[doc(hidden)]
pub fn emit(head: Head, args: fmt::Arguments<'_>) {
    begin_with(args, |text| text.log(head));
}

/// Appends to the line that was printed last.
#[doc(hidden)]
pub fn emit_cont(args: fmt::Arguments<'_>) {
    emit_bare(Level::CONT, args)
}

/// A message without a prefix.
pub(crate) fn emit_bare(level: Level, args: fmt::Arguments<'_>) {
    begin_with(args, |text| text.log_bare(level));
}

/// A message about a device.
pub(crate) fn emit_for(dev: &Device, level: Level, args: fmt::Arguments<'_>) {
    begin_with(args, |text| text.log_about(dev, level));
}

/// `prefix: message` of a place where debug messages are wanted.
#[doc(hidden)]
#[cfg(CONFIG_DYNAMIC_DEBUG)]
pub fn emit_debug(place: &'static Place, head: Head, args: fmt::Arguments<'_>) {
    begin_with(args, |text| text.debug(place, head));
}

/// A message about a device, of a place where debug messages are wanted.
#[cfg(CONFIG_DYNAMIC_DEBUG)]
pub(crate) fn emit_debug_for(dev: &Device, place: &'static Place, args: fmt::Arguments<'_>) {
    begin_with(args, |text| text.debug_about(place, dev));
}
