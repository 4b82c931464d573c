// SPDX-License-Identifier: GPL-2.0-only

//! Atomic variables.

use crate::{
    execution::{with, Place},
    Mutant,
};
use std::{
    rc::Rc,
    sync::atomic::{self, Ordering},
};

/// The order that is left of `order`: also of [`Ordering::SeqCst`], which a full barrier of the kernel's is
/// more than.
fn left(order: Ordering, mutant: Mutant) -> Ordering {
    let acquire = matches!(
        order,
        Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
    );
    let release = matches!(
        order,
        Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
    );
    match (
        acquire && mutant != Mutant::NoAcquire,
        release && mutant != Mutant::NoRelease,
    ) {
        (false, false) => Ordering::Relaxed,
        (true, false) => Ordering::Acquire,
        (false, true) => Ordering::Release,
        (true, true) => Ordering::AcqRel,
    }
}

fn of_load(order: Ordering) -> Ordering {
    match order {
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        _ => Ordering::Relaxed,
    }
}

fn of_store(order: Ordering) -> Ordering {
    match order {
        Ordering::Release | Ordering::AcqRel => Ordering::Release,
        _ => Ordering::Relaxed,
    }
}

/// A fence.
pub fn fence(order: Ordering) {
    match with(|execution| execution.mutant) {
        None => atomic::fence(order),
        Some(Mutant::NoFences) => (),
        Some(mutant) if order == Ordering::SeqCst && left(order, mutant) == Ordering::AcqRel => {
            loom::sync::atomic::fence(order);
        }
        Some(mutant) => match left(order, mutant) {
            Ordering::Relaxed => (),
            order => loom::sync::atomic::fence(order),
        },
    }
}

/// One access to a variable, in a model.
struct Access<'a> {
    place: Rc<Place>,
    mutant: Mutant,
    bits: u32,
    put: &'a dyn Fn(u64),
}

impl<'a> Access<'a> {
    fn new(address: usize, bits: u32, raw: u64, put: &'a dyn Fn(u64)) -> Option<Self> {
        let (place, mutant) = with(|execution| (execution.place(address, raw), execution.mutant))?;
        Some(Access {
            place,
            mutant,
            bits,
            put,
        })
    }

    fn mask(&self) -> u64 {
        u64::MAX >> (u64::BITS - self.bits)
    }

    fn encode(&self, value: u64) -> u64 {
        self.raised(value.wrapping_sub(self.place.first.get()))
    }

    fn raised(&self, value: u64) -> u64 {
        value << (u64::BITS - self.bits)
    }

    fn decode(&self, difference: u64) -> u64 {
        let difference = difference >> (u64::BITS - self.bits);
        difference.wrapping_add(self.place.first.get()) & self.mask()
    }

    /// Notes what the variable holds now. No other thread was running since that was stored.
    fn wrote(&self, value: u64) {
        self.place.last.set(value);
        (self.put)(value);
    }

    fn load(&self, order: Ordering) -> u64 {
        let order = left(order, self.mutant);
        self.place.loads.store(0, Ordering::Relaxed);
        self.decode(self.place.difference.borrow().load(of_load(order)))
    }

    fn store(&self, value: u64, order: Ordering) {
        let order = of_store(left(order, self.mutant));
        self.place
            .difference
            .borrow()
            .store(self.encode(value), order);
        self.wrote(value);
    }

    fn cas(&self, old: u64, new: u64, done: Ordering, failed: Ordering) -> Result<u64, u64> {
        if self.mutant == Mutant::Split {
            let seen = self.load(of_load(done));
            if seen != old {
                return Err(seen);
            }
            self.store(new, of_store(done));
            return Ok(seen);
        }
        let done = left(done, self.mutant);
        let failed = of_load(left(failed, self.mutant));
        let difference = self.place.difference.borrow();
        match difference.compare_exchange(self.encode(old), self.encode(new), done, failed) {
            Ok(_) => {
                self.wrote(new);
                Ok(old)
            }
            Err(seen) => Err(self.decode(seen)),
        }
    }

    fn swap(&self, value: u64, order: Ordering) -> u64 {
        if self.mutant == Mutant::Split {
            let seen = self.load(of_load(order));
            self.store(value, of_store(order));
            return seen;
        }
        let order = left(order, self.mutant);
        let seen = self
            .place
            .difference
            .borrow()
            .swap(self.encode(value), order);
        self.wrote(value);
        self.decode(seen)
    }

    fn add(&self, value: u64, order: Ordering) -> u64 {
        if self.mutant == Mutant::Split {
            let seen = self.load(of_load(order));
            self.store(seen.wrapping_add(value) & self.mask(), of_store(order));
            return seen;
        }
        let order = left(order, self.mutant);
        let seen = self
            .place
            .difference
            .borrow()
            .fetch_add(self.raised(value), order);
        let seen = self.decode(seen);
        self.wrote(seen.wrapping_add(value) & self.mask());
        seen
    }

    fn update(&self, f: impl Fn(u64) -> u64, order: Ordering) -> u64 {
        let mut seen = self.load(Ordering::Relaxed);
        loop {
            match self.cas(seen, f(seen) & self.mask(), order, Ordering::Relaxed) {
                Ok(seen) => return seen,
                Err(now) => seen = now,
            }
        }
    }
}

macro_rules! variables {
    ($($name:ident $(<$param:ident>)?, $ty:ty, $raw:ty, $from:expr, $to:expr;)*) => {$(
        /// The variable of this name, watched.
        #[repr(transparent)]
        pub struct $name $(<$param>)? (atomic::$name $(<$param>)?);

        impl $(<$param>)? Default for $name $(<$param>)? {
            fn default() -> Self {
                $name(Default::default())
            }
        }

        impl $(<$param>)? $name $(<$param>)? {
            /// Makes one.
            pub const fn new(value: $ty) -> Self {
                $name(atomic::$name::new(value))
            }

            /// As that of `core`.
            ///
            /// # Safety
            ///
            /// That of `core`.
            pub const unsafe fn from_ptr<'a>(ptr: *mut $ty) -> &'a Self {
                // SAFETY: The type is transparent; the caller's promise.
                unsafe { &*ptr.cast::<Self>() }
            }

            /// Borrows the value while nobody else has it.
            pub fn get_mut(&mut self) -> &mut $ty {
                self.0.get_mut()
            }

            fn access<R>(&self, f: impl FnOnce(Access<'_>) -> R) -> Option<R> {
                let put = |value: u64| self.0.store($to(value as $raw), Ordering::Relaxed);
                let raw = $from(self.0.load(Ordering::Relaxed)) as $raw as u64;
                let address = (&raw const *self).addr();
                Access::new(address, <$raw>::BITS, raw, &put).map(f)
            }

            /// As that of `core`.
            pub fn load(&self, order: Ordering) -> $ty {
                self.access(|access| $to(access.load(order) as $raw))
                    .unwrap_or_else(|| self.0.load(order))
            }

            /// As that of `core`.
            pub fn store(&self, value: $ty, order: Ordering) {
                self.access(|access| access.store($from(value) as $raw as u64, order))
                    .unwrap_or_else(|| self.0.store(value, order))
            }

            /// As that of `core`.
            pub fn swap(&self, value: $ty, order: Ordering) -> $ty {
                self.access(|access| $to(access.swap($from(value) as $raw as u64, order) as $raw))
                    .unwrap_or_else(|| self.0.swap(value, order))
            }

            /// As that of `core`.
            pub fn compare_exchange(
                &self,
                old: $ty,
                new: $ty,
                done: Ordering,
                failed: Ordering,
            ) -> Result<$ty, $ty> {
                self.access(|access| {
                    let (old, new) = ($from(old) as $raw as u64, $from(new) as $raw as u64);
                    match access.cas(old, new, done, failed) {
                        Ok(seen) => Ok($to(seen as $raw)),
                        Err(seen) => Err($to(seen as $raw)),
                    }
                })
                .unwrap_or_else(|| self.0.compare_exchange(old, new, done, failed))
            }
        }
    )*};
}

macro_rules! integers {
    ($($name:ident, $ty:ty, $raw:ty;)*) => {$(
        variables! { $name, $ty, $raw, std::convert::identity, |raw: $raw| raw as $ty; }

        impl $name {
            /// As that of `core`.
            pub fn fetch_add(&self, value: $ty, order: Ordering) -> $ty {
                self.access(|access| access.add(value as $raw as u64, order) as $ty)
                    .unwrap_or_else(|| self.0.fetch_add(value, order))
            }

            /// As that of `core`.
            pub fn fetch_sub(&self, value: $ty, order: Ordering) -> $ty {
                self.access(|access| access.add(value.wrapping_neg() as $raw as u64, order) as $ty)
                    .unwrap_or_else(|| self.0.fetch_sub(value, order))
            }

            /// As that of `core`.
            pub fn fetch_or(&self, value: $ty, order: Ordering) -> $ty {
                let value_ = value as $raw as u64;
                self.access(|access| access.update(|seen| seen | value_, order) as $ty)
                    .unwrap_or_else(|| self.0.fetch_or(value, order))
            }

            /// As that of `core`.
            pub fn fetch_and(&self, value: $ty, order: Ordering) -> $ty {
                let value_ = value as $raw as u64;
                self.access(|access| access.update(|seen| seen & value_, order) as $ty)
                    .unwrap_or_else(|| self.0.fetch_and(value, order))
            }
        }
    )*};
}

integers! {
    AtomicI8, i8, u8;
    AtomicU8, u8, u8;
    AtomicI16, i16, u16;
    AtomicU16, u16, u16;
    AtomicI32, i32, u32;
    AtomicU32, u32, u32;
    AtomicI64, i64, u64;
    AtomicU64, u64, u64;
    AtomicIsize, isize, usize;
    AtomicUsize, usize, usize;
}

variables! {
    AtomicBool, bool, u8, u8::from, |raw: u8| raw != 0;
    AtomicPtr<T>, *mut T, usize, |ptr: *mut T| ptr.expose_provenance(), std::ptr::with_exposed_provenance_mut;
}
