// SPDX-License-Identifier: GPL-2.0-only

//! One value, never seen half written.

#[cfg(not(target_has_atomic = "64"))]
use super::latch::Latch;
use super::Scalar;
#[cfg(target_has_atomic = "64")]
use super::Values;

/// A value that the processor loads and stores in one piece.
#[cfg(target_has_atomic = "64")]
pub(super) struct Single<T>(Values<T, 1>);

#[cfg(target_has_atomic = "64")]
impl<T: Copy> Single<T> {
    pub(super) const fn new(value: T) -> Self {
        Single(Values::new([value]))
    }
}

#[cfg(target_has_atomic = "64")]
impl<T: Scalar> Single<T> {
    pub(super) fn load(&self) -> T {
        self.0.first().load()
    }

    pub(super) fn store(&self, value: T) {
        self.0.first().store(value);
    }
}

/// A value that may be wider than what the processor loads and stores in one piece.
#[cfg(not(target_has_atomic = "64"))]
pub(super) struct Single<T> {
    default: T,
    list: Latch<T, 1>,
}

#[cfg(not(target_has_atomic = "64"))]
impl<T: Copy> Single<T> {
    pub(super) const fn new(default: T) -> Self {
        Single {
            default,
            list: Latch::new([default]),
        }
    }
}

#[cfg(not(target_has_atomic = "64"))]
impl<T: Scalar> Single<T> {
    pub(super) fn load(&self) -> T {
        self.list.read(|list| list.get(0)).unwrap_or(self.default)
    }

    /// There must be one writer at a time, else the value may be put together of two.
    pub(super) fn store(&self, value: T) {
        // One value always fits.
        let _ = self.list.replace(core::iter::once(Ok(value)));
    }
}
