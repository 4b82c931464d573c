// SPDX-License-Identifier: GPL-2.0-only

//! Waiting for others.

use crate::together::{Team, THREADS};
use kernel::{
    prelude::*,
    sync::{
        atomic::{Acquire, Atomic, Full},
        new_condvar, new_mutex, Arc, Completion, CondVar, Mutex,
    },
};

const ROOM: usize = 3;

#[pin_data]
struct Channel {
    #[pin]
    waiting: Mutex<usize>,
    #[pin]
    changed: CondVar,
    sent: Atomic<usize>,
    received: Atomic<usize>,
}

/// What is sent is received, with little room in between.
pub(crate) fn condvar(team: &Team) -> Result<usize> {
    let channel = Arc::pin_init(
        pin_init!(Channel {
            waiting <- new_mutex!(0),
            changed <- new_condvar!(),
            sent: Atomic::new(0),
            received: Atomic::new(0),
        }),
        GFP_KERNEL,
    )?;
    team.run(&channel, |channel, thread, _| {
        let sends = thread % 2 == 0;
        let mut waiting = channel.waiting.lock();
        while *waiting == if sends { ROOM } else { 0 } {
            channel.changed.wait(&mut waiting);
        }
        if sends {
            *waiting += 1;
            channel.sent.fetch_add(1usize, Full);
        } else {
            *waiting -= 1;
            channel.received.fetch_add(1usize, Full);
        }
        drop(waiting);
        channel.changed.notify_all();
    })?;
    let sent = channel.sent.load(Acquire);
    Ok(sent.abs_diff(channel.received.load(Acquire)) + sent.abs_diff(team.rounds * THREADS / 2))
}

#[pin_data]
struct Gates {
    #[pin]
    gate: Completion,
    opened: Atomic<usize>,
    mistakes: Atomic<usize>,
}

/// Who comes through has been let through.
pub(crate) fn completion(team: &Team) -> Result<usize> {
    let gates = Arc::pin_init(
        pin_init!(Gates {
            gate <- Completion::new(),
            opened: Atomic::new(0),
            mistakes: Atomic::new(0),
        }),
        GFP_KERNEL,
    )?;
    team.run(&gates, |gates, thread, _| {
        if thread == 0 {
            gates.opened.fetch_add(1usize, Full);
            gates.gate.complete_all();
        } else {
            gates.gate.wait_for_completion();
            if gates.opened.load(Acquire) == 0 {
                gates.mistakes.fetch_add(1usize, Full);
            }
        }
    })?;
    Ok(gates.mistakes.load(Acquire))
}
