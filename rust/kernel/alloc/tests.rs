// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for the allocators: what they promise must hold on the running kernel's C side.

use super::{
    flags::{__GFP_NOWARN, __GFP_ZERO, GFP_KERNEL},
    AllocError, Allocator, Flags,
};
use core::alloc::Layout;

/// Memory for tests, with a layout that is given by numbers.
struct Memory<A: Allocator>(super::backend::Memory<A>);

impl<A: Allocator> Memory<A> {
    fn new(size: usize, align: usize, flags: Flags) -> Result<Self, AllocError> {
        let layout = Layout::from_size_align(size, align).map_err(|_| AllocError)?;
        super::backend::Memory::new(layout, flags).map(Self)
    }

    fn resize(&mut self, size: usize, align: usize, flags: Flags) -> Result<(), AllocError> {
        let layout = Layout::from_size_align(size, align).map_err(|_| AllocError)?;
        self.0.resize(layout, flags)
    }

    fn is_aligned(&self) -> bool {
        let address = self.0.bytes().as_ptr().addr();
        address.is_multiple_of(self.0.layout().align())
    }

    fn fill(&mut self, byte: u8) {
        self.0.fill(byte);
    }

    /// Returns whether the bytes from `from` to `to` have values, and all of them `byte`.
    fn holds(&self, from: usize, to: usize, byte: u8) -> bool {
        self.0
            .bytes()
            .get(from..to)
            .is_some_and(|part| part.iter().all(|b| *b == byte))
    }
}

/// Alignments up to a page; sizes around each, powers of two and others.
fn alignment<A: Allocator>() -> Result<bool, AllocError> {
    let mut good = true;
    for shift in 0..=12 {
        let align = 1 << shift;
        for size in [1, 24, 72, 96, 136, 192, 320, align, align + 1, 3 * align] {
            let mut m = Memory::<A>::new(size, align, GFP_KERNEL)?;
            m.fill(0x5a);
            good &= m.is_aligned();

            m.resize(3 * size + 40, align, GFP_KERNEL)?;
            good &= m.is_aligned() && m.holds(0, size, 0x5a);

            m.resize(size.div_ceil(2), align, GFP_KERNEL)?;
            good &= m.is_aligned() && m.holds(0, size.div_ceil(2), 0x5a);

            // More than a page is not to be had everywhere.
            m.resize(size, (2 * align).min(4096), GFP_KERNEL)?;
            good &= m.is_aligned() && m.holds(0, size.div_ceil(2), 0x5a);
        }
    }
    Ok(good)
}

/// What is added is zeroed, even where the bytes were used before and nobody asked for zeroes then.
fn zeroed_growth<A: Allocator>() -> Result<bool, AllocError> {
    let mut good = true;
    for size in [1, 8, 33, 100, 4000, 9000] {
        let mut m = Memory::<A>::new(size, 8, GFP_KERNEL | __GFP_ZERO)?;
        good &= m.holds(0, size, 0);
        m.fill(0xa5);

        for grown in [size + 3, 2 * size + 3, 7 * size + 3] {
            m.resize(grown, 8, GFP_KERNEL)?;
            m.fill(0xa5);
            m.resize(size, 8, GFP_KERNEL)?;
            m.resize(grown, 8, GFP_KERNEL | __GFP_ZERO)?;
            good &= m.holds(0, size, 0xa5) && m.holds(size, grown, 0);
            m.resize(size, 8, GFP_KERNEL)?;
        }
    }
    Ok(good)
}

/// Size zero: no memory, an aligned pointer, and the way back to some memory.
fn zero_size<A: Allocator>() -> Result<bool, AllocError> {
    let mut m = Memory::<A>::new(0, 64, GFP_KERNEL)?;
    let mut good = m.is_aligned();
    m.resize(100, 64, GFP_KERNEL)?;
    m.fill(1);
    good &= m.is_aligned();
    m.resize(0, 64, GFP_KERNEL)?;
    good &= m.is_aligned();
    Ok(good)
}

/// Sizes that cannot be had are an error, and a failed growth leaves the memory alone.
fn overflow<A: Allocator>() -> Result<bool, AllocError> {
    let huge = isize::MAX as usize - 4095;
    let mut good = Memory::<A>::new(huge, 1, GFP_KERNEL | __GFP_NOWARN).is_err();

    let mut m = Memory::<A>::new(64, 8, GFP_KERNEL)?;
    m.fill(7);
    good &= m.resize(huge, 8, GFP_KERNEL | __GFP_NOWARN).is_err();
    good &= m.holds(0, 64, 7);
    Ok(good)
}

#[macros::kunit_tests(rust_allocator)]
mod rust_allocator {
    use super::super::{
        allocator::{KVmalloc, Kmalloc, Vmalloc},
        flags::{__GFP_NOWARN, GFP_KERNEL},
        KVVec, KVec, VVec,
    };

    #[test]
    fn alignment_kept_kmalloc() {
        assert_eq!(super::alignment::<Kmalloc>(), Ok(true));
    }

    #[test]
    fn alignment_kept_vmalloc() {
        assert_eq!(super::alignment::<Vmalloc>(), Ok(true));
    }

    #[test]
    fn alignment_kept_kvmalloc() {
        assert_eq!(super::alignment::<KVmalloc>(), Ok(true));
    }

    #[test]
    fn growth_zeroed_kmalloc() {
        assert_eq!(super::zeroed_growth::<Kmalloc>(), Ok(true));
    }

    #[test]
    fn growth_zeroed_vmalloc() {
        assert_eq!(super::zeroed_growth::<Vmalloc>(), Ok(true));
    }

    #[test]
    fn growth_zeroed_kvmalloc() {
        assert_eq!(super::zeroed_growth::<KVmalloc>(), Ok(true));
    }

    #[test]
    fn zero_size_takes_no_memory() {
        assert_eq!(super::zero_size::<Kmalloc>(), Ok(true));
        assert_eq!(super::zero_size::<Vmalloc>(), Ok(true));
        assert_eq!(super::zero_size::<KVmalloc>(), Ok(true));
    }

    #[test]
    fn overflow_is_an_error() {
        assert_eq!(super::overflow::<Kmalloc>(), Ok(true));
        assert_eq!(super::overflow::<Vmalloc>(), Ok(true));
        assert_eq!(super::overflow::<KVmalloc>(), Ok(true));

        let flags = GFP_KERNEL | __GFP_NOWARN;
        assert!(KVec::<u64>::with_capacity(usize::MAX, flags).is_err());
        assert!(VVec::<u64>::with_capacity(usize::MAX / 8, flags).is_err());
        assert!(KVVec::<u64>::with_capacity(isize::MAX as usize / 8, flags).is_err());

        let mut v = KVec::new();
        assert!(v.push(7u64, flags).is_ok());
        for additional in [usize::MAX, usize::MAX / 2, isize::MAX as usize / 8] {
            assert!(v.reserve(additional, flags).is_err());
        }
        assert!(v.push(8, flags).is_ok());
        assert_eq!(&v[..], &[7, 8]);
    }

    #[test]
    fn fallback_serves_what_the_slab_cannot() {
        let mut v = KVVec::<u8>::new();
        // 8 MiB in one piece are beyond the slab, and the growth passes from one to the other.
        for shift in [4, 12, 23] {
            assert!(v.resize(1 << shift, 9, GFP_KERNEL | __GFP_NOWARN).is_ok());
            assert!(v.iter().all(|x| *x == 9));
        }
    }
}
