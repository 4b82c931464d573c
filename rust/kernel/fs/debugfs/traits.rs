// SPDX-License-Identifier: GPL-2.0-only

//! What a file shows of a value, and what writing to it does.

use crate::{
    alloc::{Allocator, Box, Vec},
    error::{code::EINVAL, Result},
    fmt,
    fs::file,
    sync::{
        atomic::{internal::AtomicBasicOps, Atomic, AtomicType, Relaxed},
        Arc, Mutex,
    },
    uaccess::{UserSliceReader, UserSliceWriter},
};
use core::{pin::Pin, str::FromStr};
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// The most that is read of a text, in bytes.
const MAX_TEXT: usize = 128;

/// Values that a file shows as text.
///
/// What can be formatted with `{:?}` is shown that way, on a line.
pub trait Writer {
    /// Writes the text.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Writer> Writer for Mutex<T> {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lock().write(f)
    }
}

impl<T: fmt::Debug> Writer for T {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{self:?}")
    }
}

/// Values that a file shows as bytes.
pub trait BinaryWriter {
    /// Writes what is behind `*offset`, as far as there is room, and moves `*offset` on. Returns how
    /// many bytes were written; 0 is the end.
    fn write_to_slice(
        &self,
        writer: &mut UserSliceWriter,
        offset: &mut file::Offset,
    ) -> Result<usize>;
}

impl<T: Immutable + IntoBytes> BinaryWriter for T {
    fn write_to_slice(
        &self,
        writer: &mut UserSliceWriter,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        writer.write_slice_file(self.as_bytes(), offset)
    }
}

impl<T: BinaryWriter> BinaryWriter for Mutex<T> {
    fn write_to_slice(
        &self,
        writer: &mut UserSliceWriter,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        self.lock().write_to_slice(writer, offset)
    }
}

impl<T, A> BinaryWriter for Vec<T, A>
where
    T: Immutable + IntoBytes,
    A: Allocator,
{
    fn write_to_slice(
        &self,
        writer: &mut UserSliceWriter,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        writer.write_slice_file(self.as_slice().as_bytes(), offset)
    }
}

macro_rules! binary_writer_behind {
    ($({$($generics:tt)*} $pointer:ty,)*) => {$(
        impl<T: BinaryWriter, $($generics)*> BinaryWriter for $pointer {
            fn write_to_slice(
                &self,
                writer: &mut UserSliceWriter,
                offset: &mut file::Offset,
            ) -> Result<usize> {
                (**self).write_to_slice(writer, offset)
            }
        }
    )*};
}

binary_writer_behind! {
    {A: Allocator} Box<T, A>,
    {A: Allocator} Pin<Box<T, A>>,
    {} Arc<T>,
}

/// Values that writing text to a file changes.
pub trait Reader {
    /// Reads the text.
    fn read_from_slice(&self, reader: &mut UserSliceReader) -> Result;
}

/// Reads a value from text, without the white space around it.
fn parse<T: FromStr>(reader: &mut UserSliceReader) -> Result<T> {
    let mut buffer = [0; MAX_TEXT];
    let text = buffer.get_mut(..reader.len()).ok_or(EINVAL)?;
    reader.read_slice(text)?;
    let text = core::str::from_utf8(text.trim_ascii())?;
    text.parse().map_err(|_| EINVAL)
}

impl<T: FromStr + Unpin> Reader for Mutex<T> {
    fn read_from_slice(&self, reader: &mut UserSliceReader) -> Result {
        // The user's memory may let us wait; nobody else has to.
        let value = parse(reader)?;
        *self.lock() = value;
        Ok(())
    }
}

impl<T: AtomicType + FromStr> Reader for Atomic<T>
where
    T::Repr: AtomicBasicOps,
{
    fn read_from_slice(&self, reader: &mut UserSliceReader) -> Result {
        self.store(parse(reader)?, Relaxed);
        Ok(())
    }
}

/// Values that writing bytes to a file changes, for who has them alone.
pub trait BinaryReaderMut {
    /// Reads what goes behind `*offset`, and moves `*offset` on. Returns how many bytes were read.
    fn read_from_slice_mut(
        &mut self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize>;
}

impl<T: FromBytes + IntoBytes> BinaryReaderMut for T {
    fn read_from_slice_mut(
        &mut self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        reader.read_slice_file(self.as_mut_bytes(), offset)
    }
}

impl<T: ?Sized + BinaryReaderMut, A: Allocator> BinaryReaderMut for Box<T, A> {
    fn read_from_slice_mut(
        &mut self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        (**self).read_from_slice_mut(reader, offset)
    }
}

impl<T, A> BinaryReaderMut for Vec<T, A>
where
    T: FromBytes + IntoBytes,
    A: Allocator,
{
    fn read_from_slice_mut(
        &mut self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        reader.read_slice_file(self.as_mut_slice().as_mut_bytes(), offset)
    }
}

/// Values that writing bytes to a file changes.
pub trait BinaryReader {
    /// Reads what goes behind `*offset`, and moves `*offset` on. Returns how many bytes were read.
    fn read_from_slice(
        &self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize>;
}

impl<T: BinaryReaderMut + Unpin> BinaryReader for Mutex<T> {
    fn read_from_slice(
        &self,
        reader: &mut UserSliceReader,
        offset: &mut file::Offset,
    ) -> Result<usize> {
        self.lock().read_from_slice_mut(reader, offset)
    }
}

macro_rules! binary_reader_behind {
    ($({$($generics:tt)*} $pointer:ty,)*) => {$(
        impl<T: ?Sized + BinaryReader, $($generics)*> BinaryReader for $pointer {
            fn read_from_slice(
                &self,
                reader: &mut UserSliceReader,
                offset: &mut file::Offset,
            ) -> Result<usize> {
                (**self).read_from_slice(reader, offset)
            }
        }
    )*};
}

binary_reader_behind! {
    {A: Allocator} Box<T, A>,
    {A: Allocator} Pin<Box<T, A>>,
    {} Arc<T>,
}
