// SPDX-License-Identifier: GPL-2.0-only

//! User memory: what is fetched, and how often.

use bindings::user::{user_bytes, user_fetches, user_memory, USER_START};
use kernel::{
    page::{Page, PAGE_SIZE},
    prelude::*,
    uaccess::{UserPtr, UserSlice, UserSliceReader, UserSliceWriter},
};

const TEXT: &[u8] = b"0123456789abcdef";

fn slice(offset: usize, length: usize) -> UserSlice {
    UserSlice::new(UserPtr::from_addr(USER_START + offset), length)
}

/// Everything that a reader can do, one after the other, on memory that changes when it is read.
#[test]
fn each_byte_is_fetched_once() -> Result {
    user_memory(TEXT);
    let mut reader = slice(0, TEXT.len()).reader();

    assert_eq!(reader.read::<u8>()?, b'0');
    assert_eq!(reader.read::<u16>()?.to_ne_bytes(), *b"12");
    let mut two = [0; 2];
    reader.read_slice(&mut two)?;
    assert_eq!(&two, b"34");
    let mut out = [0; 4];
    assert_eq!(reader.read_slice_partial(&mut out, 3)?, 1);
    assert_eq!(out, [0, 0, 0, b'5']);
    let mut offset = 2;
    assert_eq!(reader.read_slice_file(&mut out, &mut offset)?, 2);
    assert_eq!((&out, offset), (b"\0\x0067", 4));
    reader.skip(1)?;
    let page = Page::alloc_page(GFP_KERNEL)?;
    // SAFETY: Nobody else knows of the page.
    unsafe { page.copy_from_user_slice_raw(&mut reader, PAGE_SIZE - 2, 2)? };
    let mut rest = KVec::new();
    rest.push(b'>', GFP_KERNEL)?;
    reader.read_all(&mut rest, GFP_KERNEL)?;
    assert_eq!(&rest[..], b">bcdef");

    let mut fetches = [1; TEXT.len()];
    fetches[8] = 0;
    assert_eq!(user_fetches(), fetches);
    Ok(())
}

#[test]
fn the_memory_of_these_tests_is_hostile() -> Result {
    user_memory(TEXT);
    let mut first = slice(0, 4).reader();
    let mut second = first.clone_reader();
    assert_ne!(first.read::<u32>()?, second.read::<u32>()?);
    assert_eq!(user_fetches()[..5], [2, 2, 2, 2, 0]);
    Ok(())
}

#[test]
fn what_was_written_is_not_what_is_read() -> Result {
    user_memory(&7u32.to_ne_bytes());
    let (mut reader, mut writer) = slice(0, 4).reader_writer();
    let number = reader.read::<u32>()?;
    writer.write(&(number * number))?;
    assert_eq!(user_bytes(), 49u32.to_ne_bytes());
    assert_eq!(reader.read::<u8>(), Err(EFAULT));
    assert_eq!(writer.write(&0u8), Err(EFAULT));
    assert_eq!(user_fetches(), [1; 4]);
    Ok(())
}

/// A reader that has met a hole does not fetch again what was before it.
#[test]
fn nothing_is_fetched_again_after_a_fault() -> Result {
    user_memory(TEXT);
    let mut reader = slice(TEXT.len() - 4, 8).reader();
    assert_eq!(reader.read::<u64>(), Err(EFAULT));
    assert!(reader.is_empty());
    assert_eq!(reader.read::<u8>(), Err(EFAULT));
    assert_eq!(user_fetches()[TEXT.len() - 4..], [1; 4]);

    user_memory(TEXT);
    let mut vec = KVec::new();
    assert_eq!(
        slice(0, 99).read_all(&mut vec, GFP_KERNEL).err(),
        Some(EFAULT)
    );
    assert!(vec.is_empty());
    Ok(())
}

#[test]
fn more_than_is_left_is_not_fetched() {
    user_memory(TEXT);
    let mut reader = slice(0, 3).reader();
    assert_eq!(reader.read::<u32>(), Err(EFAULT));
    assert_eq!(reader.skip(4), Err(EFAULT));
    assert_eq!(reader.len(), 3);
    assert_eq!(user_fetches(), [0; TEXT.len()]);
}

#[test]
fn strings() -> Result {
    let copy = |text: &[u8], length, buffer: &mut [u8]| {
        user_memory(text);
        let result = slice(0, length).reader().strcpy_into_buf(buffer);
        assert!(user_fetches().iter().all(|fetches| *fetches <= 1));
        result.map(|string| string.to_bytes().to_vec())
    };
    assert_eq!(copy(b"abc\0def", 7, &mut [9; 8])?, b"abc");
    assert_eq!(copy(b"abc\0", 4, &mut [9; 4])?, b"abc");
    assert_eq!(copy(b"\0", 1, &mut [9; 4])?, b"");
    assert_eq!(copy(b"abcdef\0", 7, &mut [9; 4])?, b"abc");
    assert_eq!(copy(b"abcd", 4, &mut [9; 4])?, b"abc");
    assert_eq!(copy(b"abc", 3, &mut [9; 1])?, b"");
    // All that the buffer has room for is looked at.
    assert_eq!(copy(b"", 1, &mut [9; 1]), Err(EFAULT));
    assert_eq!(copy(b"abc", 4, &mut [9; 4]), Err(EFAULT));
    // No NUL before the reader's end, or before that of the user's memory.
    assert_eq!(copy(b"abcdef", 3, &mut [9; 8]), Err(EFAULT));
    assert_eq!(copy(b"abc", 3, &mut [9; 4]), Err(EFAULT));
    assert_eq!(copy(b"", 0, &mut [9; 1]), Err(EFAULT));
    assert_eq!(copy(b"abc", 0, &mut [9; 8]), Err(EFAULT));
    assert_eq!(copy(b"abc", 8, &mut [9; 8]), Err(EFAULT));
    assert_eq!(copy(b"abc\0", 4, &mut []), Err(EINVAL));
    Ok(())
}

#[test]
fn positions_in_files() -> Result {
    user_memory(TEXT);
    let mut out = [b'-'; 4];
    for offset in [4, 5, i64::MAX] {
        let mut moved = offset;
        assert_eq!(
            slice(0, 2).reader().read_slice_file(&mut out, &mut moved)?,
            0
        );
        assert_eq!(slice(0, 2).writer().write_slice_file(&out, &mut moved)?, 0);
        assert_eq!(moved, offset);
    }
    let mut offset = -1;
    assert_eq!(
        slice(0, 2).reader().read_slice_file(&mut out, &mut offset),
        Err(EINVAL)
    );
    assert_eq!(
        slice(0, 2).writer().write_slice_file(&out, &mut offset),
        Err(EINVAL)
    );
    let mut offset = 1;
    let mut writer = slice(0, 2).writer();
    assert_eq!(writer.write_slice_file(b"wxyz", &mut offset)?, 2);
    assert_eq!(offset, 3);
    assert!(writer.is_empty());
    assert_eq!(user_bytes()[..3], *b"xy2");
    assert_eq!(writer.write_slice_partial(b"abc", 1)?, 0);
    Ok(())
}

#[test]
fn addresses_wrap_and_are_refused() {
    user_memory(TEXT);
    let mut reader = UserSlice::new(UserPtr::from_addr(usize::MAX), usize::MAX).reader();
    assert_eq!(reader.skip(2), Ok(()));
    assert_eq!(reader.read::<u8>(), Err(EFAULT));
}

/// Tells at compile time that a type is no `Clone`: else there were two answers.
trait NoClone<Answer> {
    fn told() {}
}
struct Yes;
impl<T: ?Sized> NoClone<()> for T {}
impl<T: Clone> NoClone<Yes> for T {}

#[test]
fn readers_and_writers_are_not_copied() {
    <UserSlice as NoClone<_>>::told();
    <UserSliceReader as NoClone<_>>::told();
    <UserSliceWriter as NoClone<_>>::told();
}
