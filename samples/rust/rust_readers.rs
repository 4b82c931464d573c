// SPDX-License-Identifier: GPL-2.0-only

//! Data that many read and few change, and objects that go away while others still refer to them.
#![forbid(unsafe_code)]

use kernel::{
    interrupt,
    prelude::*,
    revocable::Revocable,
    sync::{
        atomic::{Atomic, Relaxed},
        new_rwsem, new_seqlock, new_spinlock_irq,
        srcu::new_srcu,
        Arc, PerCpu, RwSemaphore, Semaphore, SeqLock, SpinLockIrq, Srcu,
    },
    time::msecs_to_jiffies,
};

module! {
    type: RustReaders,
    name: "rust_readers",
    description: "Rust sample for readers and writers",
    license: "GPL",
}

/// When something was last seen, and where.
#[derive(Clone, Copy)]
struct Seen {
    number: u32,
    place: u32,
}

/// Says when it is dropped, as an unplugged device's registers would be unmapped.
struct Registers {
    version: u32,
}

impl Drop for Registers {
    fn drop(&mut self) {
        pr_info!("registers of version {} are gone\n", self.version);
    }
}

#[pin_data]
struct Device {
    #[pin]
    registers: Revocable<Registers>,
    #[pin]
    names: RwSemaphore<KVec<u32>>,
    #[pin]
    seen: SeqLock<Seen>,
    #[pin]
    events: SpinLockIrq<u32>,
    #[pin]
    slots: Semaphore,
    #[pin]
    users: Srcu,
    packets: PerCpu<Atomic<u64>>,
}

impl Device {
    fn new() -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            registers <- Revocable::new(Registers { version: 3 }),
            names <- new_rwsem!(KVec::new(), "Device::names"),
            seen <- new_seqlock!(Seen { number: 0, place: 0 }, "Device::seen"),
            events <- new_spinlock_irq!(0, "Device::events"),
            slots <- Semaphore::new(1),
            users <- new_srcu!("Device::users"),
            packets: PerCpu::new_with(GFP_KERNEL, |_| Atomic::new(0))?,
        })
    }

    fn version(&self) -> Result<u32> {
        let registers = self.registers.try_access().ok_or(ENODEV)?;
        Ok(registers.version)
    }
}

struct RustReaders {
    device: Arc<Device>,
}

impl kernel::Module for RustReaders {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let device = Arc::pin_init(Device::new(), GFP_KERNEL)?;

        let mut writer = device.names.write();
        writer.push(7, GFP_KERNEL)?;
        pr_info!(
            "a reader beside a writer: {}\n",
            device.names.try_read().is_some()
        );
        let reader = writer.downgrade();
        pr_info!(
            "a reader beside a reader: {}\n",
            device.names.try_read().is_some()
        );
        pr_info!(
            "a writer beside a reader: {}\n",
            device.names.try_write().is_some()
        );
        pr_info!("names: {:?}\n", &reader[..]);
        drop(reader);

        device.seen.update(|seen| {
            seen.number = seen.number.wrapping_add(1);
            seen.place = 42;
        });
        let seen = device.seen.read();
        pr_info!("seen {} at {}\n", seen.number, seen.place);

        // Under `PREEMPT_RT` the lock's waiters sleep, which nobody may with interrupts off.
        if cfg!(CONFIG_PREEMPT_RT) {
            let mut events = device.events.lock();
            *events = events.wrapping_add(1);
        } else {
            let off = interrupt::local_interrupt_disable();
            let mut events = device.events.lock_with(&off);
            *events = events.wrapping_add(1);
        }
        let events = {
            let mut events = device.events.lock();
            *events = events.wrapping_add(1);
            *events
        };
        pr_info!("events: {events}\n");

        let slot = device.slots.acquire_interruptible()?;
        let none = device.slots.acquire_timeout(msecs_to_jiffies(1)).err();
        pr_info!("another slot: {none:?}\n");
        drop(slot);
        pr_info!("and now: {}\n", device.slots.try_acquire().is_some());

        for _ in 0..5 {
            device.packets.this().add(1u64, Relaxed);
        }
        let packets = device
            .packets
            .iter()
            .fold(0u64, |sum, (_, n)| sum.wrapping_add(n.load(Relaxed)));
        pr_info!("packets: {packets}\n");

        let user = device.users.read_lock();
        pr_info!("version: {:?}\n", device.version());
        user.unlock();
        pr_info!("revoked: {}\n", device.registers.revoke());
        device.users.synchronize();
        pr_info!("version: {:?}\n", device.version());
        pr_info!("revoked again: {}\n", device.registers.revoke());
        Ok(Self { device })
    }
}

impl Drop for RustReaders {
    fn drop(&mut self) {
        pr_info!("{} names at the end\n", self.device.names.read().len());
    }
}
