// SPDX-License-Identifier: GPL-2.0-only

//! The current task: references to it, to its files, and descriptors of its table.
#![forbid(unsafe_code)]

mod harness;

use harness::measure;
use kernel::{
    fs::file::{flags, FileDescriptorReservation, LocalFile},
    prelude::*,
    sync::aref::ARef,
    task::Task,
};

module! {
    type: Tasks,
    name: "task_rust",
    description: "Benchmark: task",
    license: "GPL",
}

const OPERATIONS: u32 = 100_000;

struct Tasks;

impl kernel::Module for Tasks {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut sum = 0u64;
        measure("reference", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let task: ARef<Task> = ARef::from(&**current!());
                sum = sum.wrapping_add(task.pid() as u64);
            }
            Ok(())
        })?;
        measure("file", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                sum = sum.wrapping_add(LocalFile::fget(0)?.flags().into());
            }
            Ok(())
        })?;
        measure("descriptor", OPERATIONS, || {
            for _ in 0..OPERATIONS {
                let reserved = FileDescriptorReservation::get_unused_fd_flags(flags::O_CLOEXEC)?;
                sum = sum.wrapping_add(reserved.reserved_fd().into());
            }
            Ok(())
        })?;
        pr_info!("sum {sum}\n");
        Ok(Self)
    }
}
