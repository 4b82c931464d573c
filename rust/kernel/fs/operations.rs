// SPDX-License-Identifier: GPL-2.0-only

//! What a driver does when its file is used.
//!
//! Drivers do not see this: they implement [`MiscDevice`](crate::miscdevice::MiscDevice) or
//! [`CharDevice`](crate::chrdev::CharDevice), and [`forward_operations!`] makes an [`Operations`] of
//! either.

pub(crate) use super::calls::{opened, Table};

use super::{
    calls::Kiocb,
    file::File,
    iov::{IovIterDest, IovIterSource},
    seq_file::SeqFile,
};
use crate::{
    error::Result, mm::virt::VmaNew, module::ModuleMetadata, sync::poll::PollTable,
    types::ForeignOwnable,
};

/// The private data of a file, as its driver sees it while the file is open.
pub(crate) type Borrowed<'a, T> = <<T as Operations>::Ptr as ForeignOwnable>::Borrowed<'a>;

/// What can be done with a file. What a constant says is not there is not called.
pub(crate) trait Operations: Sized {
    /// The private data of a file.
    type Ptr: ForeignOwnable + Send + Sync;
    /// The module that the functions are part of.
    type Owner: ModuleMetadata;

    const READ_ITER: bool;
    const WRITE_ITER: bool;
    const IOCTL: bool;
    #[cfg(CONFIG_COMPAT)]
    const COMPAT_IOCTL: bool;
    const SHOW_FDINFO: bool;
    const MMAP: bool;
    const POLL: bool;

    fn release(device: Self::Ptr, file: &File);
    fn read_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize>;
    fn write_iter(kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize>;
    fn ioctl(device: Borrowed<'_, Self>, file: &File, cmd: u32, arg: usize) -> Result<isize>;
    #[cfg(CONFIG_COMPAT)]
    fn compat_ioctl(device: Borrowed<'_, Self>, file: &File, cmd: u32, arg: usize)
        -> Result<isize>;
    fn show_fdinfo(device: Borrowed<'_, Self>, m: &SeqFile, file: &File);
    fn mmap(device: Borrowed<'_, Self>, file: &File, vma: &VmaNew) -> Result;
    fn poll(device: Borrowed<'_, Self>, file: &File, table: PollTable<'_>) -> u32;
}

/// Makes the [`Operations`] of a driver's trait: `$adapter` is a type with one parameter.
macro_rules! forward_operations {
    ($trait:ident, $adapter:ident) => {
        impl<T: $trait> $crate::fs::operations::Operations for $adapter<T> {
            type Ptr = T::Ptr;
            type Owner = T::OwnerModule;

            const READ_ITER: bool = T::HAS_READ_ITER;
            const WRITE_ITER: bool = T::HAS_WRITE_ITER;
            const IOCTL: bool = T::HAS_IOCTL;
            #[cfg(CONFIG_COMPAT)]
            const COMPAT_IOCTL: bool = T::HAS_COMPAT_IOCTL;
            const SHOW_FDINFO: bool = T::HAS_SHOW_FDINFO;
            const MMAP: bool = T::HAS_MMAP;
            const POLL: bool = T::HAS_POLL;

            fn release(device: T::Ptr, file: &File) {
                T::release(device, file)
            }

            fn read_iter(kiocb: Kiocb<'_, T::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
                T::read_iter(kiocb, iov)
            }

            fn write_iter(kiocb: Kiocb<'_, T::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
                T::write_iter(kiocb, iov)
            }

            fn ioctl(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                cmd: u32,
                arg: usize,
            ) -> Result<isize> {
                T::ioctl(device, file, cmd, arg)
            }

            #[cfg(CONFIG_COMPAT)]
            fn compat_ioctl(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                cmd: u32,
                arg: usize,
            ) -> Result<isize> {
                T::compat_ioctl(device, file, cmd, arg)
            }

            fn show_fdinfo(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                m: &SeqFile,
                file: &File,
            ) {
                T::show_fdinfo(device, m, file)
            }

            fn mmap(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                vma: &$crate::mm::virt::VmaNew,
            ) -> Result {
                T::mmap(device, file, vma)
            }

            fn poll(
                device: $crate::fs::operations::Borrowed<'_, Self>,
                file: &File,
                table: $crate::sync::poll::PollTable<'_>,
            ) -> u32 {
                T::poll(device, file, table)
            }
        }
    };
}
pub(crate) use forward_operations;
