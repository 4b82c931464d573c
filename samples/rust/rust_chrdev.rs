// SPDX-License-Identifier: GPL-2.0-only

//! A region of character devices, each of which adds up the numbers that are written to it.
#![forbid(unsafe_code)]

use core::fmt::Write as _;
use kernel::{
    chrdev::{CharDevice, Options, Registration},
    fs::{File, Kiocb},
    iov::{IovIterDest, IovIterSource},
    prelude::*,
    str::{parse_int::ParseInt, BStr, Formatter},
    sync::atomic::{Atomic, Relaxed},
};

module! {
    type: RustChrdev,
    name: "rust_chrdev",
    description: "Rust character device sample",
    license: "GPL",
}

/// A device's sum. There is one device for each.
static SUMS: [Atomic<u64>; 2] = [const { Atomic::new(0) }; 2];

struct RustChrdev {
    _devices: Registration<Sum>,
}

impl kernel::Module for RustChrdev {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let devices = Registration::register(Options {
            name: c"rust_chrdev",
            first_minor: 4,
            count: u32::try_from(SUMS.len())?,
        })?;
        pr_info!(
            "{} devices from minor number {} on\n",
            devices.count(),
            devices.first_minor()
        );
        Ok(Self { _devices: devices })
    }
}

impl Drop for RustChrdev {
    fn drop(&mut self) {
        pr_info!("unloading\n");
    }
}

/// An open file.
struct Sum {
    sum: &'static Atomic<u64>,
}

#[vtable]
impl CharDevice for Sum {
    type Ptr = KBox<Self>;

    fn open(_file: &File, index: u32) -> Result<KBox<Self>> {
        let sum = SUMS.get(usize::try_from(index)?).ok_or(ENXIO)?;
        Ok(KBox::new(Self { sum }, GFP_KERNEL)?)
    }

    fn read_iter(mut kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let mut buffer = [0; 24];
        let mut text = Formatter::new(&mut buffer);
        writeln!(text, "{}", kiocb.file().sum.load(Relaxed))?;
        let len = text.bytes_written();
        let text = buffer.get(..len).unwrap_or_default();
        iov.simple_read_from_buffer(kiocb.ki_pos_mut(), text)
    }

    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let mut buffer = [0; 24];
        if iov.len() > buffer.len() {
            return Err(EINVAL);
        }
        let read = iov.copy_from_iter(&mut buffer);
        let text = match buffer.get(..read).unwrap_or_default() {
            [number @ .., b'\n'] => number,
            number => number,
        };
        let number = u64::from_str(BStr::from_bytes(text))?;
        kiocb.file().sum.add(number, Relaxed);
        Ok(read)
    }
}
