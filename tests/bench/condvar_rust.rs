// SPDX-License-Identifier: GPL-2.0-only

//! A condition is notified: of nobody, and by two that hand a turn over, the second in a work queue.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    prelude::*,
    sync::{new_condvar, new_mutex, Arc, CondVar, Mutex},
    workqueue::{impl_has_work, new_work, OwnedQueue, Work, WorkItem},
};

module! {
    type: CondVars,
    name: "condvar_rust",
    description: "Benchmark: condition variable",
    license: "GPL",
}

const NOTIFICATIONS: u32 = 100_000;
const TURNS: u32 = 2_000;

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq)]
enum Turn {
    First,
    Second,
    Over,
}

#[pin_data]
struct Game {
    #[pin]
    turn: Mutex<Turn>,
    #[pin]
    changed: CondVar,
    #[pin]
    work: Work<Game>,
}

impl_has_work! {
    impl HasWork<Self> for Game { self.work }
}

impl WorkItem for Game {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.give_back();
    }
}

impl Game {
    fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            turn <- new_mutex!(Turn::First),
            changed <- new_condvar!(),
            work <- new_work!("Game::work"),
        })
    }

    /// Hands the turn over, and waits until it comes back.
    fn hand_over(&self) {
        let mut turn = self.turn.lock();
        *turn = Turn::Second;
        self.changed.notify_one();
        while *turn != Turn::First {
            self.changed.wait(&mut turn);
        }
    }

    /// Gives every turn back.
    fn give_back(&self) {
        let mut turn = self.turn.lock();
        while *turn != Turn::Over {
            if *turn == Turn::Second {
                *turn = Turn::First;
                self.changed.notify_one();
            }
            self.changed.wait(&mut turn);
        }
    }

    fn end(&self) {
        *self.turn.lock() = Turn::Over;
        self.changed.notify_one();
    }
}

struct CondVars;

impl kernel::Module for CondVars {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let game = Arc::pin_init(Game::new(), GFP_KERNEL)?;
        measure("notify nobody", NOTIFICATIONS, || {
            for _ in 0..NOTIFICATIONS {
                game.changed.notify_one();
            }
            Ok(())
        })?;
        let queue = OwnedQueue::ordered(c"bench_condvar_rust")?;
        queue.enqueue(game.clone()).map_err(|_| EBUSY)?;
        measure("turn", TURNS, || {
            for _ in 0..TURNS {
                game.hand_over();
            }
            Ok(())
        })?;
        game.end();
        Ok(Self)
    }
}
