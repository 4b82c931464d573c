// SPDX-License-Identifier: GPL-2.0-only

//! A device whose files are read and written, asked for a sum, and polled.
#![forbid(unsafe_code)]

use kernel::{
    fs::{File, Kiocb},
    ioctl::_IOWR,
    iov::{IovIterDest, IovIterSource},
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    new_mutex, new_poll_condvar,
    prelude::*,
    sync::{
        poll::{events, PollCondVar, PollTable},
        Mutex,
    },
    uaccess::{UserPtr, UserSlice},
};

module! {
    type: Device,
    name: "device_rust",
    description: "Benchmark: device",
    license: "GPL",
}

const ROOM: usize = 4096;

/// Replaces the first number by the sum of both.
const ADD: u32 = _IOWR::<[u64; 2]>('b' as u32, 1);

#[pin_data]
struct Device {
    #[pin]
    _registration: MiscDeviceRegistration<OpenFile>,
}

impl kernel::InPlaceModule for Device {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let options = MiscDeviceOptions {
            name: c"bench_device_rust",
        };
        try_pin_init!(Self {
            _registration <- MiscDeviceRegistration::register(options),
        })
    }
}

/// What was written to a file.
#[pin_data]
struct OpenFile {
    #[pin]
    data: Mutex<[u8; ROOM]>,
    #[pin]
    changed: PollCondVar,
}

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = Pin<KBox<Self>>;

    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<Self::Ptr> {
        KBox::pin_init(
            pin_init!(Self {
                data <- new_mutex!([0; ROOM]),
                changed <- new_poll_condvar!(),
            }),
            GFP_KERNEL,
        )
    }

    fn read_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let len = iov.len().min(ROOM);
        let file = kiocb.file();
        let data = file.data.lock();
        let copied = iov.copy_to_iter(data.get(..len).ok_or(EINVAL)?);
        if copied != len {
            return Err(EFAULT);
        }
        Ok(copied)
    }

    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let len = iov.len().min(ROOM);
        let file = kiocb.file();
        let mut data = file.data.lock();
        let copied = iov.copy_from_iter(data.get_mut(..len).ok_or(EINVAL)?);
        if copied != len {
            return Err(EFAULT);
        }
        Ok(copied)
    }

    fn poll(opened: Pin<&Self>, file: &File, table: PollTable<'_>) -> u32 {
        table.register_wait(file, &opened.changed);
        events::IN | events::OUT
    }

    fn ioctl(_file: Pin<&Self>, _: &File, cmd: u32, arg: usize) -> Result<isize> {
        if cmd != ADD {
            return Err(ENOTTY);
        }
        let (mut from, mut to) =
            UserSlice::new(UserPtr::from_addr(arg), size_of::<[u64; 2]>()).reader_writer();
        let [a, b] = from.read::<[u64; 2]>()?;
        to.write(&[a.wrapping_add(b), b])?;
        Ok(0)
    }
}
