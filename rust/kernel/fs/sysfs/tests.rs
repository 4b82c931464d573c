// SPDX-License-Identifier: GPL-2.0-only

//! Files as C reads and writes them, and folders that are not made.

use super::{attribute, sysfs_folder, Files, Folder, Parent, Place, Registration};
use crate::{
    alloc::page::PAGE_SIZE,
    fmt,
    fs::value::{Field, Show},
    prelude::*,
    sync::atomic::{Atomic, Relaxed},
};

/// Shows so many bytes.
struct Long(usize);

impl Show for Long {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.0 {
            f.write_str("x")?;
        }
        Ok(())
    }
}

/// Reads, and tells how long the text is, and its last byte.
fn read<V: Show + Sync>(value: &V) -> (isize, u8) {
    let mut page = match KVec::from_elem(0u8, PAGE_SIZE, GFP_KERNEL) {
        Ok(page) => page,
        Err(_) => return (0, 0),
    };
    let Some(bytes) = page.first_chunk_mut() else {
        return (0, 0);
    };
    let len = attribute::read(Field::read_only(value), bytes);
    let last = usize::try_from(len).ok().and_then(|len| len.checked_sub(1));
    let last = last.and_then(|last| page.get(last).copied());
    (len, last.unwrap_or(0))
}

fn write(value: &Atomic<u32>, text: &[u8]) -> isize {
    attribute::write(Field::write_only(value), text)
}

/// Makes a folder with those files.
fn register(
    name: &'static CStr,
    files: impl for<'data> FnOnce(&'data Atomic<u32>, &mut Files<'data>) -> Result,
) -> Result<Pin<KBox<Registration<Atomic<u32>>>>> {
    let value = Atomic::new(1u32);
    KBox::pin_init(
        Registration::new(Parent::kernel()?, name, value, files),
        GFP_KERNEL,
    )
}

/// Cannot tell which one is meant for a type that is `Unpin`: C would go on to use the value's old place.
trait NotUnpin<A> {
    const SO: () = ();
}

struct Pinned;

impl<T> NotUnpin<Pinned> for T {}
impl<T: Unpin> NotUnpin<()> for T {}

const _: () = <Registration<Atomic<u32>> as NotUnpin<_>>::SO;

#[kunit_tests(rust_fs_sysfs)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_shown() {
        let most = isize::try_from(PAGE_SIZE - 1).unwrap_or(0);
        assert_eq!(read(&Long(0)), (1, b'\n'));
        assert_eq!(read(&Long(PAGE_SIZE - 2)), (most, b'\n'));
        let error = isize::try_from(EIO.to_errno()).unwrap_or(0);
        assert_eq!(read(&Long(PAGE_SIZE - 1)), (error, 0));
        assert_eq!(read(&Long(PAGE_SIZE * 2)), (error, 0));
    }

    #[test]
    fn what_is_written_is_stored() {
        let value = Atomic::new(1u32);
        assert_eq!(write(&value, b"23\n"), 3);
        let error = isize::try_from(EINVAL.to_errno()).unwrap_or(0);
        assert_eq!(write(&value, b"-1\n"), error);
        assert_eq!(write(&value, b""), error);
        assert_eq!(value.load(Relaxed), 23);
    }

    #[test]
    fn a_folder_can_be_made_again() -> Result {
        for _ in 0..2 {
            let outer = register(c"rust-kunit", |value, files| {
                files.read_write(c"value", value)?;
                let mut group = files.group(c"group")?;
                group.read_only(c"value", value)?;
                group.write_only(c"other", value)
            })?;
            let value = Atomic::new(2u32);
            let parent = Parent::registration(&outer);
            let inner = Registration::new(parent, c"inner", value, |_, _| Ok(()));
            let inner = KBox::pin_init(inner, GFP_KERNEL)?;
            // What is in it goes with it.
            drop(outer);
            assert_eq!(inner.load(Relaxed), 2);
        }
        Ok(())
    }

    #[test]
    fn folders_that_are_not_made() {
        fn error(
            files: impl for<'data> FnOnce(&'data Atomic<u32>, &mut Files<'data>) -> Result,
        ) -> Option<Error> {
            register(c"rust-kunit-not", files).err()
        }
        assert_eq!(error(|_, _| Err(EBUSY)), Some(EBUSY));
        assert_eq!(
            error(|value, files| files.read_only(c"", value)),
            Some(EINVAL)
        );
        assert_eq!(
            error(|value, files| files.write_only(c"a/b", value)),
            Some(EINVAL)
        );
        assert_eq!(
            error(|_, files| files.group(c"a/b").map(|_| ())),
            Some(EINVAL)
        );
        let twice = error(|value, files| {
            files.read_only(c"value", value)?;
            files.read_write(c"value", value)
        });
        assert_eq!(twice, Some(EEXIST));
        let group = error(|value, files| {
            files.read_only(c"value", value)?;
            files.group(c"value").map(|_| ())
        });
        assert_eq!(group, Some(EEXIST));
        let file = error(|value, files| {
            files.group(c"value")?;
            files.read_only(c"value", value)
        });
        assert_eq!(file, Some(EEXIST));
    }

    #[test]
    fn a_static_folder_is_there_once() -> Result {
        // What the macro defines has other names.
        static ATTRIBUTES: Atomic<u32> = Atomic::new(1);
        static FOLDER: Folder = sysfs_folder!(Place::Kernel, c"rust-kunit-static", {
            c"value": read_write(ATTRIBUTES),
            c"other": write_only(ATTRIBUTES),
        });
        static SAME: Folder = sysfs_folder!(Place::Kernel, c"rust-kunit-static", {});
        for _ in 0..2 {
            let folder = FOLDER.register()?;
            assert_eq!(FOLDER.register().err(), Some(EBUSY));
            drop(folder);
            drop(SAME.register()?);
        }
        Ok(())
    }
}
