// SPDX-License-Identifier: GPL-2.0-only

//! A disk's request is ended once, after all use of it, whoever has the last reference.

#[path = "../../../../../rust/kernel/block/mq/request.rs"]
#[allow(dead_code)]
mod file;

use self::file::Request;
use bindings::blk;
use kernel::{prelude::*, sync::aref::ARef};
use kernel_loom_tests::{fails, holds, holds_within, run, share, Mutant, Thread};

/// What the driver does; the rest of the real trait is C's side.
pub(crate) trait Operations: Sized {
    fn complete(rq: ARef<Request<Self>>);
}

struct Driver;

impl Operations for Driver {
    fn complete(rq: ARef<Request<Self>>) {
        let _ = Request::end_ok(rq);
    }
}

type Reference = ARef<Request<Driver>>;

/// Has C queue a request, and looks how it ended. `f` is `queue_rq()`.
fn queued(f: impl FnOnce(Reference, &mut Vec<Thread<()>>) -> Result, allowed: &[Option<u8>]) {
    share(blk::request::new(), |rq| {
        let mut threads = Vec::new();
        let raw = (&raw const *rq).cast_mut();
        // SAFETY: The request is queued, once.
        let status = unsafe { Request::<Driver>::queued(raw, |rq| f(rq, &mut threads)) };
        if status != 0 {
            rq.give_back(status);
        }
        threads.into_iter().for_each(|thread| thread.join());
        assert!(allowed.contains(&rq.status()), "ended as {:?}", rq.status());
    });
}

type Vec<T> = std::vec::Vec<T>;

const OK: Option<u8> = Some(0);
const ERROR: Option<u8> = Some(blk::IOERR);

/// A use of the request that comes before its end.
fn used(rq: &Reference) {
    blk::request::uses((&raw const **rq).cast());
}

/// The interrupt comes while the driver still queues.
fn ended_elsewhere() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        threads.push(run(move || {
            used(&rq);
            assert!(Request::end_ok(rq).is_ok());
        }));
        Ok(())
    };
    queued(f, &[OK]);
}

/// The driver fails, but has given the request away.
fn dropped_elsewhere() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        threads.push(run(move || {
            used(&rq);
            drop(rq);
        }));
        Err(EINVAL)
    };
    queued(f, &[ERROR, Some(blk::of(EINVAL.to_errno()))]);
}

/// The driver cannot take it now, and does not say when: C is to look again by itself.
fn busy() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        threads.push(run(move || {
            used(&rq);
            drop(rq);
        }));
        Err(EBUSY)
    };
    queued(f, &[ERROR, Some(blk::RESOURCE)]);
}

/// One drops its reference and one ends the request, if it has the last one.
fn ended_and_dropped() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        let other = rq.clone();
        threads.push(run(move || {
            used(&other);
            drop(other);
        }));
        threads.push(run(move || {
            used(&rq);
            drop(Request::end_ok(rq));
        }));
        Ok(())
    };
    queued(f, &[OK, ERROR]);
}

/// Two try to end it, and neither waits for the other.
fn two_end() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        let other = rq.clone();
        threads.push(run(move || {
            drop(other.clone());
            used(&other);
            drop(Request::end_ok(other));
        }));
        used(&rq);
        drop(Request::end_ok(rq));
        Ok(())
    };
    queued(f, &[OK, ERROR]);
}

/// Two say that it is complete: one of them is enough.
fn two_complete() {
    let f = |rq: Reference, threads: &mut Vec<_>| {
        let other = rq.clone();
        threads.push(run(move || Request::complete(other)));
        Request::complete(rq);
        Ok(())
    };
    queued(f, &[OK, ERROR]);
}

#[test]
fn a_request_is_ended_while_it_is_queued() {
    holds(ended_elsewhere);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        ended_elsewhere,
    );
}

#[test]
fn a_request_is_lost_while_it_is_queued() {
    holds(dropped_elsewhere);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        dropped_elsewhere,
    );
}

#[test]
fn a_busy_driver_is_asked_again() {
    holds(busy);
}

#[test]
fn the_last_reference_ends_a_request() {
    holds(two_end);
    fails(&[Mutant::Split], two_end);
    holds_within(2, ended_and_dropped);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        ended_and_dropped,
    );
}

#[test]
fn a_request_is_completed_once() {
    holds(two_complete);
    fails(&[Mutant::Split], two_complete);
}
