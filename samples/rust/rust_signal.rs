// SPDX-License-Identifier: GPL-2.0-only

//! A device whose readers wait for what others write, and may be interrupted, or poll; and a thread that
//! gets signals.
#![forbid(unsafe_code)]

use kernel::{
    fs::{File, Kiocb},
    iov::{IovIterDest, IovIterSource},
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    new_poll_condvar,
    prelude::*,
    sync::{
        new_mutex,
        poll::{events, PollCondVar, PollTable},
        Arc, Completion, Mutex,
    },
    task::{
        kthread::{CurrentKthread, Kthread},
        process_id::ProcessId,
        signal::Signal,
    },
    time::delay::msleep_interruptible,
};

module! {
    type: RustSignal,
    name: "rust_signal",
    description: "Rust sample for signals",
    license: "GPL",
}

/// What a thread does that wants signals, and not that its sleep is undisturbed.
fn listen(this: &CurrentKthread, ready: &Completion) -> Result {
    this.allow_signal(Signal::HUP);
    this.allow_kernel_signal(Signal::TERM);
    ready.complete_all();
    loop {
        let slept = msleep_interruptible(60_000);
        match this.take_signal() {
            Some(Signal::HUP) => pr_info!("the thread looks at its settings again: {slept:?}\n"),
            Some(signal) => {
                pr_info!("the thread ends by signal {}\n", signal.number());
                return slept;
            }
            None if this.should_stop() => return Ok(()),
            None => (),
        }
    }
}

#[pin_data]
struct RustSignal {
    #[pin]
    _registration: MiscDeviceRegistration<Pipe>,
}

impl kernel::InPlaceModule for RustSignal {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let options = MiscDeviceOptions {
            name: c"rust-signal",
        };
        try_pin_init!(Self {
            _: { talk()? },
            _registration <- MiscDeviceRegistration::register(options),
        })
    }
}

/// Sends signals to a thread.
fn talk() -> Result {
    let ready = Arc::pin_init(Completion::new(), GFP_KERNEL)?;
    let its_ready = ready.clone();
    let listener = Kthread::run(fmt!("rust_listener"), move |this| listen(this, &its_ready))?;
    ready.wait_for_completion();

    // Nobody has asked for this one.
    listener.task().send_signal(Signal::USR1)?;
    pr_info!("pending: {}\n", listener.task().signal_pending());
    listener.task().send_signal(Signal::HUP)?;
    while listener.task().signal_pending() {
        msleep_interruptible(1)?;
    }
    let id = ProcessId::of(listener.task()).ok_or(ESRCH)?;
    id.send_signal(Signal::TERM)?;
    pr_info!("the thread returned {:?}\n", listener.join()?);
    Ok(())
}

/// An open file.
#[pin_data]
struct Pipe {
    #[pin]
    text: Mutex<KVec<u8>>,
    #[pin]
    written: PollCondVar,
}

#[vtable]
impl MiscDevice for Pipe {
    type Ptr = Pin<KBox<Self>>;

    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<Pin<KBox<Self>>> {
        KBox::pin_init(
            pin_init!(Self {
                text <- new_mutex!(KVec::new()),
                written <- new_poll_condvar!(),
            }),
            GFP_KERNEL,
        )
    }

    fn read_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let this = kiocb.file();
        let mut text = this.text.lock();
        while text.is_empty() {
            if this.written.wait_interruptible(&mut text) {
                pr_info!(
                    "the reader is interrupted; fatal: {}\n",
                    current!().fatal_signal_pending()
                );
                // C knows what the signal's handler wants: to begin anew, or `EINTR`.
                return Err(ERESTARTSYS);
            }
        }
        let taken = core::mem::take(&mut *text);
        drop(text);
        Ok(iov.copy_to_iter(&taken))
    }

    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let this = kiocb.file();
        let mut text = this.text.lock();
        let written = iov.copy_from_iter_vec(&mut text, GFP_KERNEL)?;
        this.written.notify_one();
        Ok(written)
    }

    fn poll(this: Pin<&Self>, file: &File, table: PollTable<'_>) -> u32 {
        // Before the look, so that what is written afterwards wakes the caller.
        table.register_wait(file, &this.written);
        if this.text.lock().is_empty() {
            events::OUT
        } else {
            events::IN | events::OUT
        }
    }
}
