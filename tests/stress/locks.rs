// SPDX-License-Identifier: GPL-2.0-only

//! Locks: who has one is alone, or among readers.

use crate::together::{Team, THREADS};
use kernel::{
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Full, Relaxed},
        new_mutex, new_rwsem, new_seqlock, new_spinlock, new_spinlock_irq, Arc, Mutex, RwSemaphore,
        Semaphore, SeqLock, SpinLock, SpinLockIrq,
    },
};

/// Two numbers that are equal whenever nobody changes them.
#[derive(Clone, Copy)]
struct Twins(u64, u64);

impl Twins {
    fn add(&mut self) {
        self.0 = self.0.wrapping_add(1);
        self.1 = self.1.wrapping_add(1);
    }
}

macro_rules! exclusive {
    ($name:ident, $lock:ident, $new:ident) => {
        /// No addition is lost.
        pub(crate) fn $name(team: &Team) -> Result<usize> {
            let lock: Arc<$lock<Twins>> = Arc::pin_init($new!(Twins(0, 0)), GFP_KERNEL)?;
            team.run(&lock, |lock, _, round| {
                if round % 3 == 0 {
                    let Some(mut twins) = lock.try_lock() else {
                        return lock.lock().add();
                    };
                    twins.add();
                } else {
                    lock.lock().add();
                }
            })?;
            let twins = *lock.lock();
            let expected = (team.rounds * THREADS) as u64;
            Ok((twins.0.abs_diff(expected) + twins.1.abs_diff(expected)) as usize)
        }
    };
}

exclusive!(mutex, Mutex, new_mutex);
exclusive!(spinlock, SpinLock, new_spinlock);
exclusive!(spinlock_irq, SpinLockIrq, new_spinlock_irq);

#[pin_data]
struct Read<L> {
    #[pin]
    lock: L,
    mistakes: Atomic<usize>,
}

/// Readers never see a half of a change.
pub(crate) fn rwsem(team: &Team) -> Result<usize> {
    let shared: Arc<Read<RwSemaphore<Twins>>> = Arc::pin_init(
        pin_init!(Read { lock <- new_rwsem!(Twins(0, 0)), mistakes: Atomic::new(0) }),
        GFP_KERNEL,
    )?;
    team.run(&shared, |shared, thread, _| {
        if thread == 0 {
            let mut writer = shared.lock.write();
            writer.add();
            let reader = writer.downgrade();
            if reader.0 != reader.1 {
                shared.mistakes.fetch_add(1usize, Relaxed);
            }
        } else {
            let reader = shared.lock.read();
            if reader.0 != reader.1 {
                shared.mistakes.fetch_add(1usize, Relaxed);
            }
        }
    })?;
    let written = shared.lock.read().0;
    Ok(shared.mistakes.load(Acquire) + written.abs_diff(team.rounds as u64) as usize)
}

/// Nor do those that take no lock.
pub(crate) fn seqlock(team: &Team) -> Result<usize> {
    let shared: Arc<Read<SeqLock<Twins>>> = Arc::pin_init(
        pin_init!(Read { lock <- new_seqlock!(Twins(0, 0)), mistakes: Atomic::new(0) }),
        GFP_KERNEL,
    )?;
    team.run(&shared, |shared, thread, _| {
        if thread < 2 {
            shared.lock.update(Twins::add);
        } else {
            let twins = shared.lock.read();
            if twins.0 != twins.1 {
                shared.mistakes.fetch_add(1usize, Relaxed);
            }
        }
    })?;
    let written = shared.lock.read().0;
    Ok(shared.mistakes.load(Acquire) + written.abs_diff(2 * team.rounds as u64) as usize)
}

#[pin_data]
struct Room {
    #[pin]
    places: Semaphore,
    inside: Atomic<usize>,
    mistakes: Atomic<usize>,
}

/// No more get in than there is room for.
pub(crate) fn semaphore(team: &Team) -> Result<usize> {
    let room = Arc::pin_init(
        pin_init!(Room {
            places <- Semaphore::new(2),
            inside: Atomic::new(0),
            mistakes: Atomic::new(0),
        }),
        GFP_KERNEL,
    )?;
    team.run(&room, |room, _, _| {
        let place = room.places.acquire();
        if room.inside.fetch_add(1usize, Full) >= 2 {
            room.mistakes.fetch_add(1usize, Relaxed);
        }
        room.inside.fetch_sub(1usize, Full);
        drop(place);
    })?;
    Ok(room.mistakes.load(Acquire) + room.inside.load(Acquire))
}
