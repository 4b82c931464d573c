// SPDX-License-Identifier: GPL-2.0-only

//! A device whose files have a page that users map. It looks for the mappings that a user has, and has it call a
//! function before it returns to user space.
#![forbid(unsafe_code)]

use kernel::{
    fs::File,
    ioctl::_IO,
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    mm::{virt::VmaNew, MmWithUser},
    page::{Page, PAGE_SIZE},
    prelude::*,
    sync::{
        aref::ARef,
        atomic::{Atomic, Relaxed},
    },
    task::task_work::{self, Notify},
};

module! {
    type: Device,
    name: "user_rust",
    description: "Benchmark: user",
    license: "GPL",
}

/// Looks for the mapping that an address is in.
const FIND: u32 = _IO('b' as u32, 2);
/// Has the user call a function.
const CALL: u32 = _IO('b' as u32, 3);

/// The sum of the users' numbers.
static SUM: Atomic<i32> = Atomic::new(0);

#[pin_data]
struct Device {
    #[pin]
    _registration: MiscDeviceRegistration<Shared>,
}

impl kernel::InPlaceModule for Device {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let options = MiscDeviceOptions {
            name: c"bench_user_rust",
        };
        try_pin_init!(Self {
            _registration <- MiscDeviceRegistration::register(options),
        })
    }
}

/// What a file has.
struct Shared {
    page: Page,
}

#[vtable]
impl MiscDevice for Shared {
    type Ptr = KBox<Self>;

    fn open(_file: &File, _misc: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        let page = Page::alloc_page(GFP_KERNEL | __GFP_ZERO)?;
        Ok(KBox::new(Shared { page }, GFP_KERNEL)?)
    }

    fn mmap(shared: &Self, _file: &File, vma: &VmaNew) -> Result {
        if vma.end().wrapping_sub(vma.start()) != PAGE_SIZE {
            return Err(EINVAL);
        }
        vma.try_clear_mayexec()?;
        vma.set_dontexpand();
        vma.set_mixedmap().vm_insert_page(vma.start(), &shared.page)
    }

    fn ioctl(_shared: &Self, _file: &File, cmd: u32, arg: usize) -> Result<isize> {
        match cmd {
            FIND => find(arg),
            CALL => call(),
            _ => Err(ENOTTY),
        }
    }
}

fn find(address: usize) -> Result<isize> {
    let mm: ARef<MmWithUser> = current!().mm().ok_or(EINVAL)?.into();
    let mappings = mm.mmap_read_lock();
    let found = mappings.vma_lookup(address);
    found
        .map(|vma| isize::from(vma.start() <= address))
        .ok_or(EFAULT)
}

fn call() -> Result<isize> {
    let pid = current!().pid();
    task_work::add(current!(), Notify::Resume, GFP_KERNEL, move || {
        SUM.add(pid, Relaxed);
    })?;
    Ok(0)
}
