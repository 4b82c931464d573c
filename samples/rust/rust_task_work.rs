// SPDX-License-Identifier: GPL-2.0-only

//! Functions that processes call before they return to user space: the one that writes to a device,
//! and the one that waits for it.
#![forbid(unsafe_code)]

use kernel::{
    fs::{File, Kiocb},
    iov::{IovIterDest, IovIterSource},
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    prelude::*,
    sync::{aref::ARef, new_condvar, new_mutex, CondVar, Mutex},
    task::{
        task_work::{self, Notify},
        Task,
    },
};

module! {
    type: RustTaskWork,
    name: "rust_task_work",
    description: "Rust sample for task work",
    license: "GPL",
}

#[pin_data]
struct RustTaskWork {
    #[pin]
    _registration: MiscDeviceRegistration<Pipe>,
}

impl kernel::InPlaceModule for RustTaskWork {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let options = MiscDeviceOptions {
            name: c"rust-task-work",
        };
        try_pin_init!(Self {
            _registration <- MiscDeviceRegistration::register(options),
            _: {
                pr_info!("the device is there\n");
            },
        })
    }
}

struct Contents {
    text: KVec<u8>,
    reader: Option<ARef<Task>>,
}

/// An open file.
#[pin_data]
struct Pipe {
    #[pin]
    contents: Mutex<Contents>,
    #[pin]
    written: CondVar,
}

#[vtable]
impl MiscDevice for Pipe {
    type Ptr = Pin<KBox<Self>>;

    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<Pin<KBox<Self>>> {
        let contents = Contents {
            text: KVec::new(),
            reader: None,
        };
        KBox::pin_init(
            pin_init!(Self {
                contents <- new_mutex!(contents),
                written <- new_condvar!(),
            }),
            GFP_KERNEL,
        )
    }

    fn read_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let this = kiocb.file();
        let mut contents = this.contents.lock();
        while contents.text.is_empty() {
            contents.reader = Some(ARef::from(&**current!()));
            let disturbed = this.written.wait_interruptible(&mut contents);
            contents.reader = None;
            if disturbed {
                pr_info!("the reader is disturbed\n");
                return Err(ERESTARTSYS);
            }
        }
        let taken = core::mem::take(&mut contents.text);
        drop(contents);
        Ok(iov.copy_to_iter(&taken))
    }

    /// A `@` is a question for who waits, other text is for them to read.
    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let this = kiocb.file();
        let mut text = KVec::new();
        let written = iov.copy_from_iter_vec(&mut text, GFP_KERNEL)?;

        let mut contents = this.contents.lock();
        if text.first() == Some(&b'@') {
            let reader = contents.reader.take().ok_or(ESRCH)?;
            let asked = reader.clone();
            task_work::add(&reader, Notify::Signal, GFP_KERNEL, move || {
                let same = **current!() == *asked;
                pr_info!("the reader was asked: {same}\n");
            })?;
        } else {
            let writer = current!().pid();
            task_work::add(current!(), Notify::Resume, GFP_KERNEL, move || {
                let same = current!().pid() == writer;
                pr_info!("the writer returns to user space: {same}\n");
            })?;
            contents.text = text;
            this.written.notify_one();
        }
        pr_info!("written\n");
        Ok(written)
    }
}
