// SPDX-License-Identifier: GPL-2.0-only

//! Maple trees with few ranges: an ordered map that takes memory of the [heap](crate::heap) for each.

#![allow(missing_docs, clippy::missing_safety_doc)]

use crate::{gfp_t, locks::mistake, spinlock_t, GFP_KERNEL};
use ffi::{c_int, c_uint, c_ulong, c_void};
use std::{collections::BTreeMap, ptr};

pub const MT_FLAGS_ALLOC_RANGE: c_uint = 1;

const EEXIST: c_int = 17;
const ENOMEM: c_int = 12;
const EBUSY: c_int = 16;
const EINVAL: c_int = 22;

/// A range's end, what it stands for, and the memory that C would take.
type Entry = (usize, *mut c_void, *mut c_void);

/// `struct maple_tree`.
#[repr(C)]
pub struct maple_tree {
    pub __bindgen_anon_1: maple_lock,
    flags: c_uint,
    ranges: BTreeMap<usize, Entry>,
}

/// The union of a lock of its own and one from outside, of which there is the former.
#[repr(C)]
pub struct maple_lock {
    pub ma_lock: spinlock_t,
}

/// `struct ma_state`.
#[repr(C)]
pub struct ma_state {
    tree: *mut maple_tree,
    pub index: c_ulong,
    pub last: c_ulong,
    started: bool,
}

/// Nothing that allocates until something is stored, so that it need not be dropped.
pub unsafe extern "C" fn mt_init_flags(tree: *mut maple_tree, flags: c_uint) {
    // SAFETY: The caller passes writable memory.
    unsafe {
        crate::spin_lock_init_with_key(
            &raw mut (*tree).__bindgen_anon_1.ma_lock,
            ptr::null(),
            ptr::null_mut(),
        );
        (&raw mut (*tree).flags).write(flags);
        (&raw mut (*tree).ranges).write(BTreeMap::new());
    }
}

unsafe fn maple_tree_lock(tree: *mut maple_tree) {
    // SAFETY: The caller passes a live tree.
    unsafe { crate::spin_lock(&raw mut (*tree).__bindgen_anon_1.ma_lock) };
}

unsafe fn maple_tree_unlock(tree: *mut maple_tree) {
    // SAFETY: The caller passes a live tree.
    unsafe { crate::spin_unlock(&raw mut (*tree).__bindgen_anon_1.ma_lock) };
}

unsafe fn ranges<'a>(tree: *mut maple_tree) -> &'a mut BTreeMap<usize, Entry> {
    // SAFETY: The caller passes a live tree.
    unsafe {
        crate::spin_assert_is_held(&raw mut (*tree).__bindgen_anon_1.ma_lock);
        &mut (*tree).ranges
    }
}

/// The first range that ends at `index` or after.
fn at_or_after(ranges: &BTreeMap<usize, Entry>, index: usize) -> Option<(usize, Entry)> {
    let before = ranges
        .range(..=index)
        .next_back()
        .filter(|(_, entry)| entry.0 >= index);
    let found = before.or_else(|| ranges.range(index..).next());
    found.map(|(first, entry)| (*first, *entry))
}

unsafe fn store(
    tree: *mut maple_tree,
    entry: *mut c_void,
    gfp: gfp_t,
    place: impl Fn(&BTreeMap<usize, Entry>) -> Result<(usize, usize), c_int>,
) -> Result<(), c_int> {
    if entry.is_null() || entry as usize & 3 != 0 {
        mistake("maple tree: not a pointer that can be stored");
    }
    if gfp == GFP_KERNEL {
        // SAFETY: Needs nothing.
        unsafe { crate::might_sleep_at(ptr::null(), 0) };
    }
    // SAFETY: The caller passes a live tree.
    unsafe {
        maple_tree_lock(tree);
        let ranges = ranges(tree);
        let stored = place(ranges).and_then(|(first, last)| {
            let memory = crate::krealloc_node_align(ptr::null(), 64, 8, gfp, -1);
            if memory.is_null() {
                return Err(-ENOMEM);
            }
            ranges.insert(first, (last, entry, memory));
            Ok(())
        });
        maple_tree_unlock(tree);
        stored
    }
}

pub unsafe extern "C" fn mtree_insert_range(
    tree: *mut maple_tree,
    first: c_ulong,
    last: c_ulong,
    entry: *mut c_void,
    gfp: gfp_t,
) -> c_int {
    // SAFETY: The caller passes a live tree.
    let stored = unsafe {
        store(tree, entry, gfp, |ranges| {
            match at_or_after(ranges, first) {
                Some((taken, _)) if taken <= last => Err(-EEXIST),
                _ => Ok((first, last)),
            }
        })
    };
    stored.err().unwrap_or(0)
}

/// As strict as the strictest C: `min` is less than `max`.
pub unsafe extern "C" fn mas_empty_area(
    state: *mut ma_state,
    min: c_ulong,
    max: c_ulong,
    size: c_ulong,
) -> c_int {
    // SAFETY: The caller passes a live state of a live tree.
    let (state, ranges, flags) = unsafe {
        let tree = (*state).tree;
        (&mut *state, ranges(tree), (*tree).flags)
    };
    if flags & MT_FLAGS_ALLOC_RANGE == 0 {
        mistake("mas_empty_area: no track of gaps is kept");
    }
    if state.started || min >= max || size == 0 {
        return -EINVAL;
    }
    let mut first = min;
    loop {
        let last = first.checked_add(size - 1).filter(|last| *last <= max);
        let Some(last) = last else {
            return -EBUSY;
        };
        match at_or_after(ranges, first) {
            Some((taken, entry)) if taken <= last => match entry.0.checked_add(1) {
                Some(next) => first = next,
                None => return -EBUSY,
            },
            _ => {
                (state.index, state.last) = (first, last);
                return 0;
            }
        }
    }
}

/// Goes to the range that has the state's number in it.
pub unsafe extern "C" fn mas_walk(state: *mut ma_state) -> *mut c_void {
    // SAFETY: The caller passes a live state of a live tree, and has the lock.
    let (state, ranges) = unsafe {
        let tree = (*state).tree;
        crate::spin_assert_is_held(&raw mut (*tree).__bindgen_anon_1.ma_lock);
        (&mut *state, ranges(tree))
    };
    match at_or_after(ranges, state.index) {
        Some((first, (last, entry, _))) if first <= state.index => {
            (state.index, state.last) = (first, last);
            entry
        }
        _ => ptr::null_mut(),
    }
}

/// Takes a whole range out, for which the tree wants memory.
pub unsafe extern "C" fn mas_store_gfp(
    state: *mut ma_state,
    entry: *mut c_void,
    gfp: gfp_t,
) -> c_int {
    if gfp & GFP_KERNEL == GFP_KERNEL || !entry.is_null() {
        mistake("mas_store_gfp: the lock would be given up, or this is not for taking out");
    }
    // SAFETY: The caller passes a live state of a live tree, and has the lock. The heap checks the pointers.
    unsafe {
        let tree = (*state).tree;
        crate::spin_assert_is_held(&raw mut (*tree).__bindgen_anon_1.ma_lock);
        let (ranges, index) = (ranges(tree), (*state).index);
        let balance = crate::krealloc_node_align(ptr::null(), 64, 8, gfp, -1);
        if balance.is_null() {
            return -ENOMEM;
        }
        crate::kfree(balance);
        match ranges.remove(&index) {
            Some((last, _, memory)) if last == (*state).last => crate::kfree(memory),
            _ => mistake("mas_store_gfp: not a whole range"),
        }
    }
    0
}

pub unsafe extern "C" fn mtree_load(tree: *mut maple_tree, index: c_ulong) -> *mut c_void {
    // SAFETY: The caller passes a live tree.
    let found = at_or_after(unsafe { ranges(tree) }, index);
    found
        .filter(|(first, _)| *first <= index)
        .map_or(ptr::null_mut(), |(_, entry)| entry.1)
}

pub unsafe extern "C" fn maple_state_init(
    state: *mut ma_state,
    tree: *mut maple_tree,
    first: c_ulong,
    last: c_ulong,
) {
    let (index, started) = (first, false);
    // SAFETY: The caller passes writable memory.
    unsafe {
        state.write(ma_state {
            tree,
            index,
            last,
            started,
        })
    };
}

pub unsafe extern "C" fn mas_find(state: *mut ma_state, max: c_ulong) -> *mut c_void {
    // SAFETY: The caller passes a live state of a live tree.
    let (state, ranges) = unsafe { (&mut *state, ranges((*state).tree)) };
    let from = if state.started {
        state.last.checked_add(1)
    } else {
        Some(state.index)
    };
    state.started = true;
    let found = from.and_then(|from| at_or_after(ranges, from));
    match found {
        Some((first, (last, entry, _))) if first <= max => {
            (state.index, state.last) = (first, last);
            entry
        }
        _ => {
            state.last = max;
            ptr::null_mut()
        }
    }
}

pub unsafe extern "C" fn mtree_destroy(tree: *mut maple_tree) {
    // SAFETY: The caller passes a live tree. The heap checks the pointers.
    unsafe {
        maple_tree_lock(tree);
        for (_, (_, _, memory)) in std::mem::take(ranges(tree)) {
            crate::kfree(memory);
        }
        maple_tree_unlock(tree);
    }
}
