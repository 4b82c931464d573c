// SPDX-License-Identifier: GPL-2.0-only

/// Operations.
#[vtable]
pub trait Operations: Sized {
    /// Opens.
    fn open(&self) -> u8;

    #[cfg(CONFIG_COMPAT)]
    fn compat_ioctl(&self) {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    fn r#move(&self) {}
}

#[vtable]
impl Operations for File {
    fn open(&self) -> u8 {
        1
    }

    #[cfg(CONFIG_COMPAT)]
    fn compat_ioctl(&self) {}
}

#[vtable]
impl Operations for Foreign {
    type OwnerModule = other::LocalModule;

    fn open(&self) -> u8 {
        2
    }

    fn r#move(&self) {}
}
