// SPDX-License-Identifier: GPL-2.0-only

//! Numbers for tenants, and bits for what they have.
#![forbid(unsafe_code)]

use kernel::{
    bitmap::BitmapVec,
    id_pool::IdPool,
    prelude::*,
    sync::{new_spinlock, SpinLock},
};

module! {
    type: RustIdPool,
    name: "rust_id_pool",
    description: "Rust sample for bitmaps and pools of numbers",
    license: "GPL",
}

#[pin_data]
struct Tenants {
    #[pin]
    ids: SpinLock<IdPool>,
    /// Who has logged in ever.
    seen: BitmapVec,
}

impl Tenants {
    fn new() -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            ids <- new_spinlock!(IdPool::new(), "Tenants::ids"),
            seen: BitmapVec::new(1000, GFP_KERNEL)?,
        })
    }

    /// Takes the least free number. The memory for more is got without the lock.
    fn enter(&self) -> Result<usize> {
        loop {
            let mut ids = self.ids.lock();
            if let Some(id) = ids.find_unused_id(0) {
                let id = id.acquire();
                self.seen.set_bit_atomic(id);
                return Ok(id);
            }
            let request = ids.grow_request().ok_or(ENOSPC)?;
            drop(ids);
            let larger = request.realloc(GFP_KERNEL)?;
            self.ids.lock().grow(larger);
        }
    }

    fn leave(&self, id: usize) {
        self.ids.lock().release_id(id);
    }
}

struct RustIdPool {
    tenants: Pin<KBox<Tenants>>,
}

impl kernel::Module for RustIdPool {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let tenants = KBox::pin_init(Tenants::new(), GFP_KERNEL)?;
        for _ in 0..130 {
            tenants.enter()?;
        }
        tenants.leave(7);
        tenants.leave(129);
        pr_info!(
            "the next ones are {} and {}\n",
            tenants.enter()?,
            tenants.enter()?
        );
        pr_info!("room for {}\n", tenants.ids.lock().capacity());
        Ok(Self { tenants })
    }
}

impl Drop for RustIdPool {
    fn drop(&mut self) {
        for id in 3..130 {
            self.tenants.leave(id);
        }
        pr_info!(
            "may shrink: {}\n",
            self.tenants.ids.lock().shrink_request().is_some()
        );
        pr_info!("the last one ever was {:?}\n", self.tenants.seen.last_bit());
    }
}
