// SPDX-License-Identifier: GPL-2.0-only

//! Memory that processes share: each open file has a page, and whoever maps the file sees it.
#![forbid(unsafe_code)]

use kernel::{
    fs::File,
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    mm::virt::VmaNew,
    page::{Page, PAGE_SIZE},
    prelude::*,
};

module! {
    type: RustMmap,
    name: "rust_mmap",
    description: "Rust sample for mapped memory",
    license: "GPL",
}

/// What a file has.
struct Shared {
    page: Page,
}

#[vtable]
impl MiscDevice for Shared {
    type Ptr = KBox<Self>;

    fn open(_: &File, _: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        let page = Page::alloc_page(GFP_KERNEL | __GFP_ZERO)?;
        Ok(KBox::new(Shared { page }, GFP_KERNEL)?)
    }

    fn mmap(shared: &Self, _: &File, vma: &VmaNew) -> Result {
        if vma.end().checked_sub(vma.start()) != Some(PAGE_SIZE) {
            return Err(EINVAL);
        }
        // It is for data, and stays so.
        vma.try_clear_mayexec()?;
        vma.set_dontexpand();
        vma.set_mixedmap().vm_insert_page(vma.start(), &shared.page)
    }
}

#[pin_data]
struct RustMmap {
    #[pin]
    device: MiscDeviceRegistration<Shared>,
}

impl kernel::InPlaceModule for RustMmap {
    fn init(_: &'static ThisModule) -> impl PinInit<Self, Error> {
        pr_info!("the device is there\n");
        let options = MiscDeviceOptions { name: c"rust-mmap" };
        try_pin_init!(Self {
            device <- MiscDeviceRegistration::register(options),
        })
    }
}
