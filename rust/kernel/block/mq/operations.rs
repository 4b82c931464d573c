// SPDX-License-Identifier: GPL-2.0-only

//! What a driver does with requests.

use super::request::Request;
use crate::{
    error::Result,
    sync::aref::ARef,
    types::{ForeignBorrowed, ForeignOwnable},
};
use macros::vtable;

/// What a driver does with requests. All of it may run on several processors at once.
#[vtable]
pub trait Operations: Sized {
    /// What the disk's queues have for the driver, as long as the disk is there: forever, if its owner
    /// forgets it.
    type QueueData: ForeignOwnable + Sync + 'static;

    /// Called with a new request. The driver takes it and returns `Ok`; it ends it now or later.
    ///
    /// With an error the request ends with that error, for which some trees tell the user `EIO`. But
    /// `ENOMEM` and `EBUSY` say that the driver cannot take the request now: C calls this again with it, a
    /// little later. If the request was ended or a reference to it was kept, any error is ignored.
    ///
    /// `is_last` says that no other request follows at once.
    ///
    /// # Context
    ///
    /// Must not sleep.
    fn queue_rq(
        queue_data: ForeignBorrowed<'_, Self::QueueData>,
        rq: ARef<Request<Self>>,
        is_last: bool,
    ) -> Result;

    /// Called when requests were taken, and the one that was to be the last does not come.
    ///
    /// # Context
    ///
    /// Must not sleep.
    fn commit_rqs(queue_data: ForeignBorrowed<'_, Self::QueueData>);

    /// Called after [`Request::complete`], on the processor that the request comes from.
    ///
    /// # Context
    ///
    /// Softirq, or that of the caller.
    fn complete(rq: ARef<Request<Self>>);

    /// Called to look whether requests of a queue that is polled are done. Returns whether some are.
    ///
    /// Not called for queues of a [`TagSet`](super::TagSet), none of which is polled.
    fn poll() -> bool {
        false
    }
}
