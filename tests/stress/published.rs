// SPDX-License-Identifier: GPL-2.0-only

//! What some take away while others look at it.

use crate::together::Team;
use kernel::{
    prelude::*,
    revocable::Revocable,
    sync::{
        atomic::{Acquire, Atomic, Full},
        new_mutex, rcu,
        srcu::new_srcu,
        Arc, Mutex, SetOnce, Srcu,
    },
};

struct Places {
    places: KVec<SetOnce<(usize, usize)>>,
    set: Atomic<usize>,
    mistakes: Atomic<usize>,
}

/// One of all sets a value, and whoever sees it sees the whole of it.
pub(crate) fn set_once(team: &Team) -> Result<usize> {
    let mut places = KVec::new();
    for _ in 0..team.rounds {
        places.push(SetOnce::new(), GFP_KERNEL)?;
    }
    let shared = Arc::new(
        Places {
            places,
            set: Atomic::new(0),
            mistakes: Atomic::new(0),
        },
        GFP_KERNEL,
    )?;
    team.run(&shared, |shared, thread, round| {
        let Some(place) = shared.places.get(round) else {
            return;
        };
        if place.populate((thread, !thread)) {
            shared.set.fetch_add(1usize, Full);
        }
        if place.as_ref().is_some_and(|(one, other)| *one != !*other) {
            shared.mistakes.fetch_add(1usize, Full);
        }
    })?;
    let unset = shared
        .places
        .iter()
        .filter(|place| place.as_ref().is_none());
    Ok(shared.mistakes.load(Acquire)
        + unset.count()
        + shared.set.load(Acquire).abs_diff(team.rounds))
}

/// Readers that may still use something, and a writer who waits for them before it goes.
#[pin_data]
struct Guarded {
    #[pin]
    domain: Srcu,
    #[pin]
    writer: Mutex<()>,
    /// Even: there, odd: gone.
    generation: Atomic<usize>,
    users: [Atomic<usize>; 2],
    mistakes: Atomic<usize>,
}

impl Guarded {
    fn new() -> Result<Arc<Self>> {
        Arc::pin_init(
            try_pin_init!(Self {
                domain <- new_srcu!(),
                writer <- new_mutex!(()),
                generation: Atomic::new(0),
                users: [Atomic::new(0), Atomic::new(0)],
                mistakes: Atomic::new(0),
            }? Error),
            GFP_KERNEL,
        )
    }

    /// In a reader's section.
    fn look(&self) {
        let [users, _] = &self.users;
        if self.generation.load(Acquire) % 2 == 0 {
            users.fetch_add(1usize, Full);
            for _ in 0..20 {
                kernel::processor::cpu_relax();
            }
            users.fetch_sub(1usize, Full);
        }
    }

    /// Takes it away, waits by `wait`, and finds no user.
    fn change(&self, wait: impl FnOnce()) {
        let [users, _] = &self.users;
        let _writer = self.writer.lock();
        self.generation.fetch_add(1usize, Full);
        wait();
        if users.load(Acquire) != 0 {
            self.mistakes.fetch_add(1usize, Full);
        }
        self.generation.fetch_add(1usize, Full);
    }
}

/// After a grace period of RCU no reader has what was there before.
pub(crate) fn rcu(team: &Team) -> Result<usize> {
    let shared = Guarded::new()?;
    team.run(&shared, |shared, thread, round| {
        if thread == 0 && round % 64 == 0 {
            shared.change(rcu::synchronize_rcu);
        } else {
            let section = rcu::read_lock();
            shared.look();
            drop(section);
        }
    })?;
    Ok(shared.mistakes.load(Acquire))
}

/// Nor after one of SRCU.
pub(crate) fn srcu(team: &Team) -> Result<usize> {
    let shared = Guarded::new()?;
    team.run(&shared, |shared, thread, round| {
        if thread == 0 && round % 64 == 0 {
            shared.change(|| shared.domain.synchronize_expedited());
        } else {
            let section = shared.domain.read_lock();
            shared.look();
            drop(section);
        }
    })?;
    Ok(shared.mistakes.load(Acquire))
}

/// Says that it is gone.
struct Resource {
    value: usize,
    gone: Arc<Atomic<usize>>,
}

impl Drop for Resource {
    fn drop(&mut self) {
        self.value = usize::MAX;
        self.gone.fetch_add(1usize, Full);
    }
}

struct Resources {
    resources: KVec<Pin<KBox<Revocable<Resource>>>>,
    revoked: Atomic<usize>,
    mistakes: Atomic<usize>,
}

/// One of several revokers revokes; none returns while somebody has the resource, which goes once.
pub(crate) fn revocable(team: &Team) -> Result<usize> {
    let gone = Arc::new(Atomic::new(0), GFP_KERNEL)?;
    let count = team.rounds / 32 + 1;
    let mut resources = KVec::new();
    for value in 0..count {
        let gone = gone.clone();
        let resource = KBox::pin_init(Revocable::new(Resource { value, gone }), GFP_KERNEL)?;
        resources.push(resource, GFP_KERNEL)?;
    }
    let shared = Arc::new(
        Resources {
            resources,
            revoked: Atomic::new(0),
            mistakes: Atomic::new(0),
        },
        GFP_KERNEL,
    )?;
    team.run(&shared, |shared, thread, round| {
        let Some(resource) = shared.resources.get(round / 32) else {
            return;
        };
        if round % 32 == 16 && thread != 3 {
            if resource.revoke() {
                shared.revoked.fetch_add(1usize, Full);
            }
            if resource.try_access().is_some() {
                shared.mistakes.fetch_add(1usize, Full);
            }
        } else if let Some(resource) = resource.try_access() {
            if resource.value != round / 32 {
                shared.mistakes.fetch_add(1usize, Full);
            }
        }
    })?;
    let (revoked, mistakes) = (shared.revoked.load(Acquire), shared.mistakes.load(Acquire));
    let before = gone.load(Acquire);
    drop(shared);
    Ok(mistakes + revoked.abs_diff(before) + gone.load(Acquire).abs_diff(count))
}
