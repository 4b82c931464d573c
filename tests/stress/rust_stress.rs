// SPDX-License-Identifier: GPL-2.0-only

//! Threads on several processors that use the same objects.
//!
//! Each part says how many mistakes it has seen, which is to be none, and each makes it sure that
//! what is shared was used by more than one processor if there are more.
#![forbid(unsafe_code)]

mod counted;
mod deferred;
mod lists;
mod locks;
mod published;
mod together;
mod waiting;

use kernel::prelude::*;
use together::Team;

module! {
    type: Stress,
    name: "rust_stress",
    description: "Concurrent use of the kernel crate's objects",
    license: "GPL",
    params: {
        rounds: u32 {
            default: 2000,
            description: "How often each thread does it",
        },
    },
}

struct Stress;

impl kernel::Module for Stress {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let team = Team::new(module_parameters::rounds.value())?;

        for (name, part) in [
            ("arcs", counted::arcs as fn(&Team) -> Result<usize>),
            ("references", counted::references),
            ("processors", counted::processors),
            ("mutex", locks::mutex),
            ("spinlock", locks::spinlock),
            ("spinlock_irq", locks::spinlock_irq),
            ("rwsem", locks::rwsem),
            ("seqlock", locks::seqlock),
            ("semaphore", locks::semaphore),
            ("condvar", waiting::condvar),
            ("completion", waiting::completion),
            ("set_once", published::set_once),
            ("rcu", published::rcu),
            ("srcu", published::srcu),
            ("revocable", published::revocable),
            ("list", lists::list),
            ("xarray", lists::xarray),
            ("work", deferred::work),
            ("timer", deferred::timer),
        ] {
            let mistakes = part(&team)?;
            pr_info!("{name}: {mistakes} mistakes\n");
        }
        pr_info!("used by several processors: {}\n", team.processors() > 1);
        Ok(Self)
    }
}
