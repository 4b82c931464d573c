// SPDX-License-Identifier: GPL-2.0-only

//! Files in debugfs: of single values, of the parts of one, as text and as bytes.
#![forbid(unsafe_code)]

use core::str::FromStr;
use kernel::{
    debugfs::{Dir, File, Scope},
    faux, fmt,
    prelude::*,
    str::{parse_int::ParseInt, BStr},
    sync::{
        atomic::{Atomic, Relaxed},
        new_mutex, Mutex,
    },
    uaccess::UserSliceReader,
};

module! {
    type: RustDebugfs,
    name: "rust_debugfs",
    description: "Rust debugfs sample",
    license: "GPL",
}

/// A number up to 100.
struct Percent(u8);

impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

impl FromStr for Percent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match <u8 as ParseInt>::from_str(BStr::from_bytes(text.as_bytes()))? {
            percent @ ..=100 => Ok(Percent(percent)),
            _ => Err(ERANGE),
        }
    }
}

/// What the folder `motor` is about.
#[pin_data]
struct Motor {
    serial: u32,
    #[pin]
    speed: Mutex<Percent>,
    turns: Atomic<u64>,
}

fn show_turns(turns: &Atomic<u64>, f: &mut kernel::fmt::Formatter<'_>) -> kernel::fmt::Result {
    writeln!(f, "{} turns", turns.load(Relaxed))
}

/// Whatever is written, there is one more turn.
fn turn(turns: &Atomic<u64>, reader: &mut UserSliceReader) -> Result {
    if reader.is_empty() {
        return Err(EINVAL);
    }
    turns.add(1u64, Relaxed);
    Ok(())
}

struct RustDebugfs {
    calibration: Pin<KBox<File<Mutex<[u8; 4]>>>>,
    _motor: Pin<KBox<Scope<Motor>>>,
    device: faux::Registration,
}

impl kernel::Module for RustDebugfs {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let device = faux::Registration::new(c"rust_debugfs", None)?;
        let folder = Dir::new(c"rust_debugfs");

        let calibration =
            folder.read_write_binary_file(c"calibration", new_mutex!([b'a', b'b', b'c', b'd']));
        let calibration = KBox::pin_init(calibration, GFP_KERNEL)?;

        let motor = pin_init!(Motor {
            serial: 4711,
            speed <- new_mutex!(Percent(50)),
            turns: Atomic::new(0),
        });
        let motor = folder.scope(motor, c"motor", |motor, dir| {
            dir.read_only_file(c"serial", &motor.serial);
            dir.read_write_file(c"speed", &motor.speed);
            let details = dir.dir(c"details");
            details.read_write_callback_file(c"turns", &motor.turns, &show_turns, &turn);
        });
        let motor = KBox::pin_init(motor, GFP_KERNEL)?;

        pr_info!("the files are there\n");
        // The folder stays as long as there is something in it.
        Ok(Self {
            calibration,
            _motor: motor,
            device,
        })
    }
}

impl Drop for RustDebugfs {
    fn drop(&mut self) {
        let calibration = *self.calibration.lock();
        dev_info!(self.device.as_ref(), "calibration {calibration:?}\n");
    }
}
