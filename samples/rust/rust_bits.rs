// SPDX-License-Identifier: GPL-2.0-only

//! Registers, descriptors and addresses of a device: integers whose bits have names.
#![forbid(unsafe_code)]

use kernel::{
    bitfield,
    bits::genmask_checked_u32,
    impl_flags,
    num::{Bounded, TryIntoBounded},
    prelude::*,
    ptr::{Alignable, Alignment},
    sizes::SZ_4K,
};

use zerocopy_derive::Immutable;

module! {
    type: RustBits,
    name: "rust_bits",
    description: "Rust sample for bits, bounds and bytes",
    license: "GPL",
    params: {
        status: u32 {
            default: 0x0001_2435,
            description: "What the status register of the device holds",
            permissions: 0o444,
        },
    },
}

/// How fast a link is.
#[derive(Debug, Clone, Copy)]
enum Speed {
    Slow,
    Fast,
}

impl TryFrom<Bounded<u32, 2>> for Speed {
    type Error = Error;

    fn try_from(value: Bounded<u32, 2>) -> Result<Self> {
        match value.get() {
            0 => Ok(Speed::Slow),
            1 => Ok(Speed::Fast),
            _ => Err(EINVAL),
        }
    }
}

impl From<Speed> for Bounded<u32, 2> {
    fn from(value: Speed) -> Self {
        match value {
            Speed::Slow => Bounded::<u32, 2>::new::<0>(),
            Speed::Fast => Bounded::<u32, 2>::new::<1>(),
        }
    }
}

bitfield! {
    /// The status register.
    struct Status(u32) {
        16:16 ready => bool;
        15:8 queue;
        5:4 speed ?=> Speed;
        3:0 errors;
    }
}

impl_flags!(
    /// What a descriptor asks for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Wishes(u16);

    /// One of these.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Wish {
        Interrupt = 1 << 0,
        Chain = 1 << 1,
        Last = 1 << 15,
    }
);

/// A descriptor as the device reads it: little-endian, without padding.
#[derive(FromBytes, Immutable, IntoBytes)]
#[repr(C)]
struct Descriptor {
    address: [u8; 4],
    length: [u8; 2],
    wishes: [u8; 2],
}

impl Descriptor {
    /// Describes `length` bytes from `address` on.
    fn new(address: u32, length: u16, wishes: Wishes) -> Self {
        Self {
            address: address.to_le_bytes(),
            length: length.to_le_bytes(),
            wishes: u16::from(wishes).to_le_bytes(),
        }
    }
}

struct RustBits;

impl kernel::Module for RustBits {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let status = Status::from_raw(module_parameters::status.value());
        pr_info!(
            "ready: {}, queue {:#x}, errors {}\n",
            status.ready(),
            status.queue(),
            status.errors()
        );
        match status.speed() {
            Ok(speed) => pr_info!("speed: {speed:?}\n"),
            Err(error) => pr_info!("speed: {error:?}\n"),
        }

        let status = status.with_const_errors::<0>().with_speed(Speed::Fast);
        pr_info!("cleared: {:#010x}\n", status.into_raw());
        let refused = status.try_with_queue(0x100).err();
        pr_info!("queue 0x100: {refused:?}\n");

        let tag: Option<Bounded<u8, 5>> = 0x1f_u64.try_into_bounded();
        let more: Option<Bounded<u8, 5>> = 0x20_u64.try_into_bounded();
        pr_info!("tags: {tag:?}, {more:?}\n");
        pr_info!(
            "masks: {:x?}, {:x?}\n",
            genmask_checked_u32(8..=15),
            genmask_checked_u32(8..=32)
        );

        let page = Alignment::new::<SZ_4K>();
        let start = 0x1234_5678_u32;
        pr_info!(
            "from {:#x} to {:x?}\n",
            start.align_down(page),
            start.align_up(page)
        );

        let wishes = Wish::Chain | Wish::Last;
        pr_info!(
            "interrupt: {}, last: {}\n",
            wishes.contains(Wish::Interrupt),
            wishes.contains(Wish::Last)
        );
        let descriptor = Descriptor::new(start, 512, wishes);
        let bytes = descriptor.as_bytes();
        pr_info!("descriptor: {bytes:02x?}\n");
        let back = Descriptor::read_from_bytes(bytes).map_err(|_| EIO)?;
        let wishes = Wishes::try_from(u16::from_le_bytes(back.wishes))?;
        pr_info!("wishes: {wishes:?}\n");
        Ok(Self)
    }
}
