// SPDX-License-Identifier: GPL-2.0-only

//! KUnit cases for objects that are taken away.

use super::Revocable;
use crate::{
    prelude::*,
    sync::{
        atomic::{Atomic, Full, Relaxed},
        Arc, Completion,
    },
    task::kthread::{CurrentKthread, Kthread},
    types::ScopeGuard,
};

/// Counts in the place that it was made for, when it is dropped.
struct Object(Arc<Atomic<u32>>);

impl Drop for Object {
    fn drop(&mut self) {
        self.0.fetch_add(1u32, Full);
    }
}

#[pin_data]
struct Shared {
    #[pin]
    object: Revocable<Object>,
    #[pin]
    begin: Completion,
}

/// Waits for the others, and tells whether it was this thread that took the object away.
fn revoker(shared: Arc<Shared>) -> Result<Kthread<bool>> {
    Kthread::run(fmt!("test/revoker"), move |_: &CurrentKthread| {
        shared.begin.wait_for_completion();
        shared.object.revoke()
    })
}

#[kunit_tests(rust_revocable)]
mod cases {
    use super::*;

    #[test]
    fn of_concurrent_revokers_one_drops_the_object() -> Result {
        for _ in 0..5 {
            let dropped = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
            let object = Object(dropped.clone());
            let shared = Arc::pin_init(
                try_pin_init!(Shared {
                    object <- Revocable::new(object),
                    begin <- Completion::new(),
                }),
                GFP_KERNEL,
            )?;
            let mut revokers = KVec::with_capacity(3, GFP_KERNEL)?;
            // Those that are there begin even if there is no memory for more.
            let begin = ScopeGuard::new(|| shared.begin.complete_all());
            for _ in 0..3 {
                revokers.push(revoker(shared.clone())?, GFP_KERNEL)?;
            }
            drop(begin);
            let mut winners = u32::from(shared.object.revoke());
            for revoker in revokers {
                winners += u32::from(revoker.join()?);
            }
            assert_eq!(winners, 1);
            assert_eq!(dropped.load(Relaxed), 1);
            drop(shared);
            assert_eq!(dropped.load(Relaxed), 1);
        }
        Ok(())
    }

    #[test]
    fn an_object_that_nobody_revoked_is_dropped_with_the_whole() -> Result {
        let dropped = Arc::new(Atomic::new(0u32), GFP_KERNEL)?;
        let object = Object(dropped.clone());
        drop(KBox::pin_init(Revocable::new(object), GFP_KERNEL)?);
        assert_eq!(dropped.load(Relaxed), 1);
        Ok(())
    }
}
