// SPDX-License-Identifier: GPL-2.0-only

//! Sessions, found by their number.
#![forbid(unsafe_code)]

use kernel::{
    prelude::*,
    sync::Arc,
    xarray::{AllocKind, StoreError, XArray},
};

module! {
    type: RustXarray,
    name: "rust_xarray",
    description: "Rust sample for XArrays",
    license: "GPL",
}

struct Session {
    id: usize,
    owner: &'static str,
}

impl Drop for Session {
    fn drop(&mut self) {
        pr_info!("session {} of {} ends\n", self.id, self.owner);
    }
}

#[pin_data]
struct Sessions {
    #[pin]
    by_id: XArray<Arc<Session>>,
}

impl Sessions {
    fn new() -> impl PinInit<Self> {
        pin_init!(Self {
            by_id <- XArray::new(AllocKind::Alloc),
        })
    }

    fn open(&self, id: usize, owner: &'static str) -> Result {
        let session = Arc::new(Session { id, owner }, GFP_KERNEL)?;
        // The lock is given up while C sleeps for memory.
        match self.by_id.lock().store(id, session, GFP_KERNEL) {
            Ok(old) => {
                if let Some(old) = old {
                    pr_info!("{} takes session {} from {}\n", owner, id, old.owner);
                }
                Ok(())
            }
            Err(StoreError { error, value }) => {
                pr_info!("no memory for session {}\n", value.id);
                Err(error)
            }
        }
    }

    /// Finds a session, which stays alive also if it is closed meanwhile.
    fn find(&self, id: usize) -> Option<Arc<Session>> {
        self.by_id.lock().get(id).map(Arc::from)
    }

    fn close(&self, id: usize) -> bool {
        // The session ends after the lock is given up, if nobody else has it.
        let closed = self.by_id.lock().remove(id);
        closed.is_some()
    }
}

struct RustXarray {
    _sessions: Pin<KBox<Sessions>>,
}

impl kernel::Module for RustXarray {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let sessions = KBox::pin_init(Sessions::new(), GFP_KERNEL)?;
        for (id, owner) in [(1, "anna"), (70_000, "bert"), (1, "cleo"), (5, "dora")] {
            sessions.open(id, owner)?;
        }
        let kept = sessions.find(70_000).ok_or(ENOENT)?;
        let closed = [sessions.close(70_000), sessions.close(70_000)];
        pr_info!("closed {:?}, but {} stays\n", closed, kept.owner);
        drop(kept);
        pr_info!("nobody has session 2: {}\n", sessions.find(2).is_none());
        Ok(Self {
            _sessions: sessions,
        })
    }
}
