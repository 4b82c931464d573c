// SPDX-License-Identifier: GPL-2.0-only

//! Timers of high resolution.
//!
//! A type with an [`HrTimer`] field is started through a pointer to it, and called back through the
//! same kind of pointer:
//!
//! | pointer | how it is started | what the callback gets |
//! |---|---|---|
//! | `Arc<T>` | [`HrTimerPointer::start`] | [`ArcBorrow`](crate::sync::ArcBorrow) |
//! | `Pin<Box<T>>` | [`HrTimerPointer::start`] | `Pin<&mut T>` |
//! | `Pin<&T>` | [`ScopedHrTimerPointer::start_scoped`] | `Pin<&T>` |
//! | `Pin<&mut T>` | [`ScopedHrTimerPointer::start_scoped`] | `Pin<&mut T>` |
//!
//! Starting gives a handle. Dropping it stops the timer and waits for a callback that is running. A
//! handle that is forgotten keeps the module from being unloaded.
//!
//! # Context
//!
//! A callback runs in an interrupt handler, or in softirq context if the mode is a soft one: it must
//! not sleep. It must not drop the last handle of its own timer, which would wait for itself.
//!
//! C header: [`include/linux/hrtimer.h`](srctree/include/linux/hrtimer.h)
//!
//! # Examples
//!
//! ```
//! use kernel::{
//!     impl_has_hr_timer,
//!     prelude::*,
//!     sync::{atomic::{Atomic, Relaxed}, Arc, ArcBorrow, Completion},
//!     time::{
//!         hrtimer::{
//!             HrTimer, HrTimerCallback, HrTimerCallbackContext, HrTimerPointer, HrTimerRestart,
//!             RelativeMode,
//!         },
//!         Delta, Monotonic,
//!     },
//! };
//!
//! /// Ticks three times.
//! #[pin_data]
//! struct Ticker {
//!     ticks: Atomic<u32>,
//!     #[pin]
//!     done: Completion,
//!     #[pin]
//!     timer: HrTimer<Self>,
//! }
//!
//! impl HrTimerCallback for Ticker {
//!     type Pointer<'a> = Arc<Self>;
//!
//!     fn run(this: ArcBorrow<'_, Self>, mut ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
//!         if this.ticks.fetch_add(1u32, Relaxed) < 2 {
//!             ctx.forward_now(Delta::from_micros(200));
//!             return HrTimerRestart::Restart;
//!         }
//!         this.done.complete_all();
//!         HrTimerRestart::NoRestart
//!     }
//! }
//!
//! impl_has_hr_timer! {
//!     impl HasHrTimer<Self> for Ticker {
//!         mode: RelativeMode<Monotonic>, field: self.timer
//!     }
//! }
//!
//! let ticker = Arc::pin_init(
//!     pin_init!(Ticker { ticks: Atomic::new(0), done <- Completion::new(), timer <- HrTimer::new() }),
//!     GFP_KERNEL,
//! )?;
//! let handle = ticker.clone().start(Delta::from_micros(200));
//! ticker.done.wait_for_completion();
//! drop(handle);
//! assert_eq!(ticker.ticks.load(Relaxed), 3);
//! # Ok::<(), Error>(())
//! ```

mod callback;
mod mode;
mod object;
mod pointer;
#[cfg(CONFIG_KUNIT = "y")]
mod tests;

pub use self::callback::{HrTimerCallback, HrTimerRestart};
pub use self::mode::{
    AbsoluteHardMode, AbsoluteMode, AbsolutePinnedHardMode, AbsolutePinnedMode,
    AbsolutePinnedSoftMode, AbsoluteSoftMode, HrTimerExpires, HrTimerMode, RelativeHardMode,
    RelativeMode, RelativePinnedHardMode, RelativePinnedMode, RelativePinnedSoftMode,
    RelativeSoftMode,
};
pub use self::object::{HasHrTimer, HrTimer, HrTimerCallbackContext, RawHrTimerCallback};
pub use self::pointer::{
    ArcHrTimerHandle, BoxHrTimerHandle, HrTimerHandle, HrTimerPointer, PinHrTimerHandle,
    PinMutHrTimerHandle, ScopedHrTimerPointer, UnsafeHrTimerPointer,
};

use super::Instant;

/// A point on the clock of a `T`'s timer.
pub type HrTimerInstant<T> = Instant<<<T as HasHrTimer<T>>::TimerMode as HrTimerMode>::Clock>;
