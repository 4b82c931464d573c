// SPDX-License-Identifier: GPL-2.0-only

//! Files as C reads and writes them, and tables that are not made.

use super::{sysctl_folder, table, Files, Folder, Registration};
use crate::{
    fs::value::{Field, Ranged, Text},
    prelude::*,
    sync::atomic::Atomic,
};

/// What `read()` or `write()` returned, and where the file is afterwards.
type Done = (Result<usize>, i64);

/// What C finds out about a file of that value.
fn call(field: Field<'_>, write: bool, buffer: &mut [u8], pos: i64) -> Done {
    let (error, len, pos) = table::call(&field, write, buffer, pos);
    (crate::error::to_result(error).map(|()| len), pos)
}

fn read_write(value: &Text<8>, write: bool, buffer: &mut [u8], pos: i64) -> Done {
    call(Field::read_write(value), write, buffer, pos)
}

fn read(value: &Text<8>, buffer: &mut [u8], pos: i64) -> Done {
    read_write(value, false, buffer, pos)
}

fn write(value: &Text<8>, text: &mut [u8], pos: i64) -> Done {
    read_write(value, true, text, pos)
}

fn text(text: &str) -> Result<Pin<KBox<Text<8>>>> {
    KBox::pin_init(Text::new(text), GFP_KERNEL)
}

/// Whether a folder with those files can be made. It is gone afterwards.
fn register(
    files: impl for<'data> FnOnce(&'data Atomic<u32>, &mut Files<'data>) -> Result,
) -> Result {
    let value = Atomic::new(1u32);
    KBox::pin_init(
        Registration::new(c"kernel/rust-kunit", value, files),
        GFP_KERNEL,
    )
    .map(|_| ())
}

/// Cannot tell which one is meant for a type that is `Unpin`: C would go on to use the value's old place.
trait NotUnpin<A> {
    const SO: () = ();
}

struct Pinned;

impl<T> NotUnpin<Pinned> for T {}
impl<T: Unpin> NotUnpin<()> for T {}

const _: () = <Registration<Atomic<u32>> as NotUnpin<_>>::SO;

#[kunit_tests(rust_fs_sysctl)]
mod tests {
    use super::*;

    #[test]
    fn reading_goes_on_where_it_ended() -> Result {
        let value = text("abcdef")?;
        let mut buffer = [0; 4];
        assert_eq!(read(&value, &mut buffer, 0), (Ok(4), 4));
        assert_eq!(&buffer, b"abcd");
        assert_eq!(read(&value, &mut buffer, 4), (Ok(3), 7));
        assert_eq!(buffer.get(..3), Some(b"ef\n".as_slice()));
        assert_eq!(read(&value, &mut buffer, 7), (Ok(0), 7));
        assert_eq!(read(&value, &mut buffer, i64::MAX), (Ok(0), i64::MAX));
        assert_eq!(read(&value, &mut [], 0), (Ok(0), 0));
        Ok(())
    }

    #[test]
    fn writing_begins_at_the_start() -> Result {
        let value = text("abc")?;
        assert_eq!(write(&value, &mut b"def\n".clone(), 0), (Ok(4), 4));
        assert_eq!(write(&value, &mut b"x".clone(), 4), (Err(EINVAL), 4));
        assert_eq!(
            write(&value, &mut b"123456789".clone(), 0),
            (Err(EINVAL), 0)
        );
        assert_eq!(&*value.lock(), "def");
        Ok(())
    }

    #[test]
    fn what_is_read_only_is_not_written() -> Result {
        let value = text("abc")?;
        let read_only =
            |write, buffer: &mut [u8]| call(Field::read_only(&*value), write, buffer, 0);
        let mut buffer = *b"xyzw";
        assert_eq!(read_only(true, &mut buffer), (Err(EACCES), 0));
        assert_eq!(read_only(false, &mut buffer), (Ok(4), 4));
        assert_eq!(&buffer, b"abc\n");
        Ok(())
    }

    #[test]
    fn a_folder_can_be_made_again() -> Result {
        for _ in 0..2 {
            register(|value, files| files.read_write(c"value", value))?;
        }
        Ok(())
    }

    #[test]
    fn folders_that_are_not_made() {
        assert_eq!(register(|_, _| Ok(())), Err(EINVAL));
        assert_eq!(register(|_, _| Err(EBUSY)), Err(EBUSY));
        assert_eq!(
            register(|value, files| files.read_only(c"", value)),
            Err(EINVAL)
        );
        assert_eq!(
            register(|value, files| files.read_only(c"a/b", value)),
            Err(EINVAL)
        );
        let twice = register(|value, files| {
            files.read_only(c"value", value)?;
            files.read_write(c"value", value)
        });
        assert_eq!(twice, Err(EEXIST));
    }

    #[test]
    fn a_static_folder_is_there_once() -> Result {
        static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, 0..=7);
        static COUNT: Atomic<u64> = Atomic::new(0);
        static FOLDER: Folder = sysctl_folder!(c"kernel/rust-kunit-static", {
            c"level": read_write(LEVEL),
            c"count": read_only(COUNT),
        });
        static SAME: Folder = sysctl_folder!(c"kernel/rust-kunit-static", {
            c"count": read_only(COUNT),
        });
        for _ in 0..2 {
            let folder = FOLDER.register()?;
            assert_eq!(FOLDER.register().err(), Some(EBUSY));
            drop(folder);
            drop(SAME.register()?);
        }
        Ok(())
    }
}
