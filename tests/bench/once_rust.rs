// SPDX-License-Identifier: GPL-2.0-only

//! Values that are there from some time on, or up to some time, are read.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{prelude::*, revocable::Revocable, sync::SetOnce};

module! {
    type: Values,
    name: "once_rust",
    description: "Benchmark: values that may be there",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

#[pin_data]
struct Both {
    set: SetOnce<u64>,
    #[pin]
    revocable: Revocable<u64>,
}

struct Values;

impl kernel::Module for Values {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let both = KBox::pin_init(
            pin_init!(Both {
                set: SetOnce::new(),
                revocable <- Revocable::new(7),
            }),
            GFP_KERNEL,
        )?;
        both.set.populate(7);
        let mut sum = 0u64;
        measure("set once", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                sum = sum.wrapping_add(*both.set.as_ref().ok_or(ENXIO)?);
            }
            Ok(())
        })?;
        measure("revocable", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                sum = sum.wrapping_add(*both.revocable.try_access().ok_or(ENXIO)?);
            }
            Ok(())
        })?;
        pr_info!("sum {sum}\n");
        Ok(Self)
    }
}
