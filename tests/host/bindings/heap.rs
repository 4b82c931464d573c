// SPDX-License-Identifier: GPL-2.0-only

//! A heap that finds mistakes.
//!
//! Memory comes from the host's allocator. Each thread keeps a book of what it allocated, and every
//! call is checked against it: freeing twice, freeing with the wrong function, a pointer that was never
//! allocated, a write behind the end and a size or alignment that C does not promise to serve.
//!
//! A mistake is recorded, and [`Heap::check`] panics over it: a panic inside of a `Drop` would hide
//! where it came from.
//!
//! Memory that was freed is kept until the check, filled with a pattern, so that a later write to it is
//! found as well.

use ffi::{c_int, c_void};
use std::{
    alloc::Layout,
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    vec::Vec as StdVec,
};

/// What a byte of fresh memory holds, of memory given back, and of the zone behind an allocation.
const FRESH: u8 = 0xb1;
const FREED: u8 = 0x6b;
const GUARD: u8 = 0xbb;
/// Bytes behind each allocation that nobody may write.
const ZONE: usize = 64;
/// The largest size that the slab serves here.
const KMALLOC_MAX: usize = 4 << 20;
/// The largest size that can be had at all.
const VMALLOC_MAX: usize = 64 << 20;

/// The C function that an allocation came from, and must go back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `krealloc()`.
    Slab,
    /// `vrealloc()`.
    Pages,
}

/// One allocation in the book.
#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    size: usize,
    /// What was asked for last, which is less where memory stayed.
    asked: usize,
    layout: Layout,
}

/// One call of a reallocation function, as C saw it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    /// The function's name.
    pub name: &'static str,
    /// Whether there was an old allocation.
    pub moved: bool,
    /// Bytes.
    pub size: usize,
    /// Bytes.
    pub align: usize,
    /// The `gfp_t`.
    pub flags: u32,
    /// The memory node.
    pub nid: i32,
}

#[derive(Default)]
struct Book {
    live: BTreeMap<usize, Entry>,
    freed: VecDeque<(usize, Entry)>,
    mistakes: StdVec<String>,
    calls: StdVec<Call>,
    countdown: Option<usize>,
    always_move: bool,
}

std::thread_local! {
    static BOOK: RefCell<Book> = RefCell::default();
}

fn book<R>(f: impl FnOnce(&mut Book) -> R) -> R {
    BOOK.with(|b| f(&mut b.borrow_mut()))
}

impl Book {
    fn mistake(&mut self, text: String) {
        self.mistakes.push(text);
    }

    /// Counts down to the failure that a test asked for.
    fn fails_now(&mut self) -> bool {
        match &mut self.countdown {
            Some(0) => true,
            Some(n) => {
                *n -= 1;
                false
            }
            None => false,
        }
    }

    fn obtain(&mut self, kind: Kind, size: usize, align: usize, zero: bool) -> *mut u8 {
        let max = match kind {
            Kind::Slab => KMALLOC_MAX,
            Kind::Pages => VMALLOC_MAX,
        };
        if size > max {
            return std::ptr::null_mut();
        }
        // What C guarantees, and not a bit more: the address is made odd for the next power of two.
        let promised = match kind {
            Kind::Slab => (1 << size.trailing_zeros()).clamp(crate::ARCH_KMALLOC_MINALIGN, 4096),
            Kind::Pages => crate::PAGE_SIZE.max(align),
        };
        if kind == Kind::Slab && promised < align {
            self.mistake(format!(
                "{size} bytes of the slab are not aligned to {align}"
            ));
        }
        let layout = Layout::from_size_align(promised + size + ZONE, 2 * promised).unwrap();
        // SAFETY: The size is not zero.
        let raw = unsafe { std::alloc::alloc(layout) };
        assert!(!raw.is_null());
        // SAFETY: The offset and the size lie within the allocation.
        unsafe {
            let ptr = raw.add(promised);
            ptr.write_bytes(if zero { 0 } else { FRESH }, size);
            ptr.add(size).write_bytes(GUARD, ZONE);
            let asked = size;
            self.live.insert(
                ptr as usize,
                Entry {
                    kind,
                    size,
                    asked,
                    layout,
                },
            );
            crate::watch::allocated(ptr as usize, size);
            ptr
        }
    }

    fn check_guard(&mut self, addr: usize, entry: Entry) {
        // SAFETY: The zone belongs to the allocation, which is still there.
        let zone = unsafe { std::slice::from_raw_parts((addr + entry.size) as *const u8, ZONE) };
        if zone.iter().any(|b| *b != GUARD) {
            self.mistake(format!("write behind the end of {} bytes", entry.size));
        }
    }

    fn give_back(&mut self, kind: &[Kind], ptr: *const c_void, who: &str) {
        let addr = ptr as usize;
        if ptr.is_null() {
            return;
        }
        let Some(entry) = self.live.remove(&addr) else {
            let twice = self.freed.iter().any(|(a, _)| *a == addr);
            self.mistake(format!(
                "{who}: {}",
                if twice {
                    "double free"
                } else {
                    "not an allocation"
                }
            ));
            return;
        };
        if !kind.contains(&entry.kind) {
            self.mistake(format!("{who}: memory is of {:?}", entry.kind));
        }
        self.check_guard(addr, entry);
        crate::watch::freed(addr, entry.size);
        // SAFETY: The memory is still allocated.
        unsafe { (addr as *mut u8).write_bytes(FREED, entry.size) };
        self.freed.push_back((addr, entry));
    }

    fn release_freed(&mut self) {
        while let Some((addr, entry)) = self.freed.pop_front() {
            // SAFETY: The memory is still allocated.
            let bytes = unsafe { std::slice::from_raw_parts(addr as *const u8, entry.size) };
            if bytes.iter().any(|b| *b != FREED) {
                self.mistake("write after free".into());
            }
            let raw = (addr - entry.layout.align() / 2) as *mut u8;
            // SAFETY: Allocated with this layout, in `obtain()`.
            unsafe { std::alloc::dealloc(raw, entry.layout) };
        }
    }

    /// `old_size` is what the caller says of the old memory, to a function that does not know by itself.
    fn resize(
        &mut self,
        kinds: &[Kind],
        ptr: *const c_void,
        old_size: Option<usize>,
        call: Call,
    ) -> *mut c_void {
        self.calls.push(Call {
            moved: !ptr.is_null(),
            ..call
        });
        let Call {
            size, align, name, ..
        } = call;
        if size == 0 || !align.is_power_of_two() {
            self.mistake(format!("{name}: size {size}, alignment {align}"));
            return std::ptr::null_mut();
        }
        if kinds.contains(&Kind::Slab) && call.flags & crate::__GFP_HIGHMEM != 0 {
            self.mistake(format!("{name}: __GFP_HIGHMEM for the slab"));
        }
        // SAFETY: Asserts what it needs.
        if call.nid != crate::NUMA_NO_NODE && unsafe { crate::node_online(call.nid) } == 0 {
            self.mistake(format!("{name}: node {}", call.nid));
        }
        let old = if ptr.is_null() {
            None
        } else {
            match self.live.get(&(ptr as usize)).copied() {
                Some(entry) if kinds.contains(&entry.kind) => Some(entry),
                _ => {
                    self.mistake(format!("{name}: old pointer is not from there"));
                    return std::ptr::null_mut();
                }
            }
        };
        if old.is_some() && ptr as usize % align != 0 {
            self.mistake(format!("{name}: old pointer is not aligned to {align}"));
        }
        let asked = old.map_or(0, |entry| entry.asked);
        if old_size.is_some_and(|old_size| old_size > asked) {
            self.mistake(format!("{name}: old size {old_size:?} of {asked}"));
        }
        if self.fails_now() {
            return std::ptr::null_mut();
        }

        // As C does: an allocation that is large enough stays where it is, with all its bytes.
        if let Some(entry) = old {
            if !self.always_move && size <= entry.size {
                let asked = size;
                self.live.insert(ptr as usize, Entry { asked, ..entry });
                return ptr.cast_mut();
            }
        }

        let zero = call.flags & crate::__GFP_ZERO != 0;
        let mut new = std::ptr::null_mut();
        for kind in kinds {
            // A buffer that came from pages stays there.
            if old.is_some_and(|entry| entry.kind == Kind::Pages) && *kind == Kind::Slab {
                continue;
            }
            new = self.obtain(*kind, size, align, zero);
            if !new.is_null() {
                break;
            }
        }
        if let (Some(entry), false) = (old, new.is_null()) {
            let kept = old_size.unwrap_or(entry.size).min(entry.size).min(size);
            // SAFETY: Both are live and different.
            unsafe { std::ptr::copy_nonoverlapping(ptr.cast(), new, kept) };
            self.give_back(&[entry.kind], ptr, name);
        }
        new.cast()
    }
}

macro_rules! realloc_fn {
    ($name:ident($($old_size:ident)?), $free:ident, $kinds:expr) => {
        /// The C function of this name.
        ///
        /// # Safety
        ///
        /// None: what is wrong is recorded.
        pub unsafe extern "C-unwind" fn $name(
            ptr: *const c_void,
            $($old_size: usize,)?
            size: usize,
            align: usize,
            flags: u32,
            nid: c_int,
        ) -> *mut c_void {
            let name = stringify!($name);
            book(|b| {
                let call = Call {
                    name,
                    moved: false,
                    size,
                    align,
                    flags,
                    nid,
                };
                b.resize(&$kinds, ptr, realloc_fn!(old_size $($old_size)?), call)
            })
        }

        /// The C function of this name.
        ///
        /// # Safety
        ///
        /// None: what is wrong is recorded.
        pub unsafe extern "C-unwind" fn $free(ptr: *const c_void) {
            book(|b| b.give_back(&$kinds, ptr, stringify!($free)))
        }
    };
    (old_size) => {
        None
    };
    (old_size $old_size:ident) => {
        Some($old_size)
    };
}

realloc_fn!(krealloc_node_align(), kfree, [Kind::Slab]);
realloc_fn!(vrealloc_from_size(old_size), vfree, [Kind::Pages]);
realloc_fn!(
    kvrealloc_from_size(old_size),
    kvfree,
    [Kind::Slab, Kind::Pages]
);

/// A page of `vmalloc()` memory. As all pages here, it is at the memory that it describes.
///
/// # Safety
///
/// None.
pub unsafe extern "C-unwind" fn vmalloc_to_page(addr: *const c_void) -> *mut crate::page {
    addr.map_addr(|addr| addr & !0xfff).cast_mut().cast()
}

/// The running thread's heap.
pub struct Heap;

impl Heap {
    /// Starts a test: forgets calls and failures, and asserts that nothing is left from before.
    pub fn start() -> Heap {
        Heap::check();
        book(|b| {
            b.calls.clear();
            b.countdown = None;
            b.always_move = false;
        });
        Heap
    }

    /// Forgets all allocations, of a test that was broken off.
    pub fn forget() {
        book(|b| *b = Book::default());
    }

    /// Lets `n` allocations succeed and every later one fail; `None` ends that.
    pub fn fail_after(n: Option<usize>) {
        book(|b| b.countdown = n);
    }

    /// Moves the memory at each reallocation, even where it would fit.
    pub fn always_move(on: bool) {
        book(|b| b.always_move = on);
    }

    /// Whether a pointer is that of an allocation.
    pub fn owns(ptr: *const c_void) -> bool {
        book(|b| b.live.contains_key(&(ptr as usize)))
    }

    /// The number of allocations that were not given back.
    pub fn live() -> usize {
        book(|b| b.live.len())
    }

    /// The calls of reallocation functions since the last question.
    pub fn calls() -> StdVec<Call> {
        book(|b| std::mem::take(&mut b.calls))
    }

    /// The mistakes since the last question; for tests of the heap itself.
    pub fn mistakes() -> StdVec<String> {
        book(|b| {
            let guards: StdVec<_> = b.live.iter().map(|(a, e)| (*a, *e)).collect();
            for (addr, entry) in guards {
                b.check_guard(addr, entry);
            }
            b.release_freed();
            std::mem::take(&mut b.mistakes)
        })
    }

    /// Gives back what is left, without calling it a mistake.
    pub fn abandon() {
        book(|b| {
            let live: StdVec<_> = b.live.keys().copied().collect();
            for addr in live {
                b.give_back(&[Kind::Slab, Kind::Pages], addr as *const c_void, "abandon");
            }
        });
    }

    /// Panics unless no mistake was made and everything was given back.
    pub fn check() {
        let mistakes = Heap::mistakes();
        let live = Heap::live();
        Heap::abandon();
        assert!(mistakes.is_empty(), "{mistakes:?}");
        assert_eq!(live, 0, "allocations leaked");
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            Heap::check();
        }
    }
}
