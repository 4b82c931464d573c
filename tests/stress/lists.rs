// SPDX-License-Identifier: GPL-2.0-only

//! Collections that threads share.

use crate::together::{Team, THREADS};
use kernel::{
    list::{impl_list_arc_safe, impl_list_item, AtomicTracker, List, ListArc, ListLinks},
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Full},
        new_mutex, Arc, Mutex,
    },
    xarray::{AllocKind, XArray},
};

const OBJECTS: usize = 32;

#[pin_data]
struct Member {
    #[pin]
    tracker: AtomicTracker,
    #[pin]
    links: ListLinks,
}

impl_list_arc_safe! {
    impl ListArcSafe<0> for Member { tracked_by tracker: AtomicTracker; }
}
impl_list_item! {
    impl ListItem<0> for Member { using ListLinks { self.links }; }
}

#[pin_data]
struct Club {
    #[pin]
    list: Mutex<List<Member>>,
    all: KVec<Arc<Member>>,
    removed: Atomic<usize>,
}

/// Members are taken out by who has them, while others take away the list and drop it.
pub(crate) fn list(team: &Team) -> Result<usize> {
    let mut all = KVec::new();
    for _ in 0..OBJECTS {
        let member = pin_init!(Member {
            tracker <- AtomicTracker::new(),
            links <- ListLinks::new(),
        });
        all.push(Arc::pin_init(member, GFP_KERNEL)?, GFP_KERNEL)?;
    }
    let club = Arc::pin_init(
        pin_init!(Club { list <- new_mutex!(List::new()), all, removed: Atomic::new(0) }),
        GFP_KERNEL,
    )?;
    team.run(&club, |club, thread, round| {
        if thread == 0 {
            let away = core::mem::take(&mut *club.list.lock());
            // Without the lock, so that others meet objects of a list that is going away.
            drop(away);
        } else if let Some(member) = club.all.get((round * THREADS + thread) % OBJECTS) {
            let taken = club.list.lock().remove_member(member);
            if taken.is_some() {
                club.removed.fetch_add(1usize, Full);
            }
            drop(taken);
            if let Some(free) = ListArc::try_from_arc_borrow(member.as_arc_borrow()) {
                club.list.lock().push_back(free);
            }
        }
    })?;
    drop(core::mem::take(&mut *club.list.lock()));
    // Nobody has any of them.
    let kept = club
        .all
        .iter()
        .filter(|member| ListArc::<Member>::try_from_arc((*member).clone()).is_err());
    Ok(kept.count() + usize::from(club.removed.load(Acquire) == 0))
}

/// Counts itself.
struct Entry {
    value: usize,
    there: Arc<Atomic<usize>>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.there.fetch_sub(1usize, Full);
    }
}

#[pin_data]
struct Table {
    #[pin]
    entries: XArray<KBox<Entry>>,
    there: Arc<Atomic<usize>>,
    mistakes: Atomic<usize>,
}

/// Entries come and go; each is under its number.
pub(crate) fn xarray(team: &Team) -> Result<usize> {
    let there = Arc::new(Atomic::new(0), GFP_KERNEL)?;
    let counted = there.clone();
    let table = Arc::pin_init(
        pin_init!(Table {
            entries <- XArray::new(AllocKind::Alloc),
            there: counted,
            mistakes: Atomic::new(0),
        }),
        GFP_KERNEL,
    )?;
    team.run(&table, |table, thread, round| {
        let index = round * 7 % 64;
        if (round + thread) % 3 == 0 {
            drop(table.entries.lock().remove(index));
            return;
        }
        let there = table.there.clone();
        there.fetch_add(1usize, Full);
        if let Ok(entry) = KBox::new(
            Entry {
                value: index,
                there,
            },
            GFP_KERNEL,
        ) {
            let old = table.entries.lock().store(index, entry, GFP_KERNEL);
            drop(old);
        }
        let guard = table.entries.lock();
        if guard.get(index).is_some_and(|entry| entry.value != index) {
            table.mistakes.fetch_add(1usize, Full);
        }
    })?;
    let mistakes = table.mistakes.load(Acquire);
    drop(table);
    Ok(mistakes + there.load(Acquire))
}
