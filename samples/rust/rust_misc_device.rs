// SPDX-License-Identifier: GPL-2.0-only

//! A device in `/dev` whose files keep what is written to them, and a number.
#![forbid(unsafe_code)]

use kernel::{
    device::Device,
    fs::{
        file::{flags, File, FileDescriptorReservation, LocalFile},
        Kiocb,
    },
    ioctl::{_IO, _IOC_SIZE, _IOR, _IOW},
    iov::{IovIterDest, IovIterSource},
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    prelude::*,
    seq_file::SeqFile,
    seq_print,
    sync::{aref::ARef, new_mutex, Mutex},
    uaccess::{UserPtr, UserSlice},
};

/// Says something.
const HELLO: u32 = _IO('|' as u32, 0x80);
/// Sets the number.
const SET_VALUE: u32 = _IOW::<i32>('|' as u32, 0x81);
/// Gets the number.
const GET_VALUE: u32 = _IOR::<i32>('|' as u32, 0x82);
/// Opens another descriptor of the file, and gets it.
const DUPLICATE: u32 = _IOR::<u32>('|' as u32, 0x83);

module! {
    type: RustMiscDevice,
    name: "rust_misc_device",
    description: "Rust misc device sample",
    license: "GPL",
}

#[pin_data]
struct RustMiscDevice {
    #[pin]
    _registration: MiscDeviceRegistration<OpenFile>,
}

impl kernel::InPlaceModule for RustMiscDevice {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        let options = MiscDeviceOptions {
            name: c"rust-misc-device",
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
    value: i32,
    text: KVVec<u8>,
}

#[pin_data(PinnedDrop)]
struct OpenFile {
    #[pin]
    contents: Mutex<Contents>,
    device: ARef<Device>,
}

impl OpenFile {
    fn hello(&self) -> isize {
        dev_info!(self.device, "hello\n");
        0
    }

    fn set_value(&self, user: UserSlice) -> Result<isize> {
        let value = user.reader().read::<i32>()?;
        if value < 0 {
            return Err(ERANGE);
        }
        self.contents.lock().value = value;
        Ok(0)
    }

    fn value(&self, user: UserSlice) -> Result<isize> {
        // User memory may sleep for long; nobody else has to wait meanwhile.
        let value = self.contents.lock().value;
        user.writer().write(&value)?;
        Ok(0)
    }
}

/// Opens another descriptor of a file, and tells the user which.
fn duplicate(file: &File, user: UserSlice) -> Result<isize> {
    let reservation = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
    user.writer().write(&reservation.reserved_fd())?;
    reservation.fd_install(file.into());
    Ok(0)
}

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = Pin<KBox<Self>>;

    fn open(file: &File, misc: &MiscDeviceRegistration<Self>) -> Result<Pin<KBox<Self>>> {
        let device = ARef::from(misc.device());
        dev_info!(
            device,
            "opened for writing: {}\n",
            file.flags() & flags::O_ACCMODE != flags::O_RDONLY
        );
        KBox::try_pin_init(
            try_pin_init!(Self {
                contents <- new_mutex!(Contents { value: 0, text: KVVec::new() }),
                device,
            }),
            GFP_KERNEL,
        )
    }

    fn release(this: Pin<KBox<Self>>, _file: &File) {
        // A process that exits has no descriptors any more.
        let standard_output = LocalFile::fget(1).is_ok();
        dev_info!(
            this.device,
            "released, descriptor 1 is open: {standard_output}\n"
        );
    }

    fn read_iter(mut kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let this = kiocb.file();
        let contents = this.contents.lock();
        iov.simple_read_from_buffer(kiocb.ki_pos_mut(), &contents.text)
    }

    fn write_iter(mut kiocb: Kiocb<'_, Self::Ptr>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let this = kiocb.file();
        let mut contents = this.contents.lock();
        let written = iov.copy_from_iter_vec(&mut contents.text, GFP_KERNEL)?;
        // The next read begins at the start.
        *kiocb.ki_pos_mut() = 0;
        Ok(written)
    }

    fn ioctl(this: Pin<&Self>, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        let user = UserSlice::new(UserPtr::from_addr(arg), _IOC_SIZE(cmd));
        match cmd {
            HELLO => Ok(this.hello()),
            SET_VALUE => this.set_value(user),
            GET_VALUE => this.value(user),
            DUPLICATE => duplicate(file, user),
            _ => Err(ENOTTY),
        }
    }

    fn show_fdinfo(this: Pin<&Self>, m: &SeqFile, _file: &File) {
        let contents = this.contents.lock();
        seq_print!(
            m,
            "value:\t{}\nbytes:\t{}\n",
            contents.value,
            contents.text.len()
        );
    }
}

#[pinned_drop]
impl PinnedDrop for OpenFile {
    fn drop(self: Pin<&mut Self>) {
        dev_info!(self.device, "forgotten\n");
    }
}
