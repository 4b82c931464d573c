// SPDX-License-Identifier: GPL-2.0-only

//! Files in `/sys`: of a value below `/sys/kernel`, in groups, and one more folder beside the module's
//! parameters.
#![forbid(unsafe_code)]

use kernel::{
    fmt,
    fs::value::{Ranged, Show, Store, Text},
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        Arc,
    },
    sysfs::{Parent, Registration},
};

module! {
    type: RustSysfs,
    name: "rust_sysfs",
    description: "Rust sysfs sample",
    license: "GPL",
}

/// How often something was done. Users read it in words.
struct Count(Atomic<u64>);

impl Show for Count {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.load(Relaxed) {
            1 => f.write_str("once"),
            count => write!(f, "{count} times"),
        }
    }
}

/// Whatever users write: they have done it once more.
struct Press(Arc<Count>);

impl Store for Press {
    fn store(&self, text: &str) -> Result {
        if text.is_empty() {
            return Err(EINVAL);
        }
        self.0 .0.add(1u64, Relaxed);
        Ok(())
    }
}

/// What the folder is about.
#[pin_data]
struct Lamp {
    brightness: Ranged<u32>,
    on: Atomic<bool>,
    /// One without it has no file for its colour.
    coloured: bool,
    colour: Atomic<u32>,
    button: Press,
    pressed: Arc<Count>,
    #[pin]
    label: Text<16>,
}

struct RustSysfs {
    lamp: Pin<KBox<Registration<Lamp>>>,
    _shades: Pin<KBox<Registration<Atomic<u32>>>>,
    _module: Option<Pin<KBox<Registration<Arc<Count>>>>>,
}

impl kernel::Module for RustSysfs {
    fn init(module: &'static ThisModule) -> Result<Self> {
        let count = Arc::new(Count(Atomic::new(0)), GFP_KERNEL)?;
        let (pressed, button) = (count.clone(), Press(count.clone()));
        let lamp = try_pin_init!(Lamp {
            brightness: Ranged::new(80, 0..=100)?,
            on: Atomic::new(true),
            coloured: false,
            colour: Atomic::new(0xff_ff_ff),
            button,
            pressed,
            label <- Text::new("hall"),
        });
        let lamp = Registration::new(Parent::kernel()?, c"rust_sysfs", lamp, |lamp, files| {
            files.read_write(c"label", &lamp.label)?;
            files.write_only(c"button", &lamp.button)?;
            let mut light = files.group(c"light")?;
            light.read_write(c"brightness", &lamp.brightness)?;
            light.read_write(c"on", &lamp.on)?;
            if lamp.coloured {
                light.read_write(c"colour", &lamp.colour)?;
            }
            let mut statistics = files.group(c"statistics")?;
            statistics.read_only(c"pressed", &lamp.pressed)
        });
        let lamp = KBox::pin_init(lamp, GFP_KERNEL)?;

        // A folder in that folder
        let shades = Registration::new(
            Parent::registration(&lamp),
            c"shades",
            Atomic::new(2u32),
            |number, files| files.read_only(c"number", number),
        );
        let shades = KBox::pin_init(shades, GFP_KERNEL)?;

        // Only a loadable module has a folder of its own.
        let beside = match Parent::module(module) {
            Ok(parent) => {
                let folder = Registration::new(parent, c"live", count, |count, files| {
                    files.read_only(c"pressed", count)
                });
                Some(KBox::pin_init(folder, GFP_KERNEL)?)
            }
            Err(_) => None,
        };

        pr_info!("the folder is there\n");
        Ok(Self {
            lamp,
            _shades: shades,
            _module: beside,
        })
    }
}

impl Drop for RustSysfs {
    fn drop(&mut self) {
        let lamp = &self.lamp;
        pr_info!(
            "{} at {} %, on: {}\n",
            &*lamp.label.lock(),
            lamp.brightness.get(),
            lamp.on.load(Relaxed)
        );
    }
}
