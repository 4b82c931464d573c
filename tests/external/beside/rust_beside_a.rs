// SPDX-License-Identifier: GPL-2.0-only

//! One of two modules of different builds of the layer, which are loaded side by side: it has a
//! piece of all that the layer keeps in a module where the kernel has nothing of it.
#![forbid(unsafe_code)]

use kernel::{
    debugfs::{Dir, File},
    faux,
    miscdevice::{MiscDevice, MiscDeviceOptions, MiscDeviceRegistration},
    prelude::*,
    sync::{
        atomic::{Atomic, Relaxed},
        Arc,
    },
    sysfs::{self, Parent},
    workqueue::{impl_has_work, new_work, OwnedQueue, Work, WorkItem},
};

module! {
    type: Beside,
    name: "rust_beside_a",
    license: "GPL",
}

/// What is counted in the module's own queue.
#[pin_data]
struct Job {
    runs: Atomic<u32>,
    #[pin]
    work: Work<Job>,
}

impl_has_work! {
    impl HasWork<Self> for Job { self.work }
}

impl WorkItem for Job {
    type Pointer = Arc<Self>;

    fn run(this: Arc<Self>) {
        this.runs.add(1u32, Relaxed);
    }
}

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;

    fn open(_file: &kernel::fs::File, _misc: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        pr_info!("opened\n");
        Ok(KBox::new(Self, GFP_KERNEL)?)
    }
}

struct Beside {
    device: faux::Registration,
    _file: Pin<KBox<File<Atomic<u32>>>>,
    _folder: Pin<KBox<sysfs::Registration<Atomic<u32>>>>,
    _misc: Pin<KBox<MiscDeviceRegistration<OpenFile>>>,
    job: Arc<Job>,
    queue: OwnedQueue,
}

impl kernel::Module for Beside {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let device = faux::Registration::new(c"rust_beside_a", None)?;
        let dir = Dir::new(c"rust_beside_a");
        let file = dir.read_only_file(c"number", Atomic::new(7u32));
        let file = KBox::pin_init(file, GFP_KERNEL)?;
        let folder = sysfs::Registration::new(
            Parent::kernel()?,
            c"rust_beside_a",
            Atomic::new(5u32),
            |number, files| files.read_only(c"number", number),
        );
        let folder = KBox::pin_init(folder, GFP_KERNEL)?;
        let options = MiscDeviceOptions {
            name: c"rust_beside_a",
        };
        let misc = KBox::pin_init(MiscDeviceRegistration::register(options), GFP_KERNEL)?;
        let queue = OwnedQueue::ordered(c"rust_beside_a")?;
        let job = Arc::pin_init(
            pin_init!(Job { runs: Atomic::new(0), work <- new_work!("Job::work") }),
            GFP_KERNEL,
        )?;
        let taken = queue.enqueue(job.clone()).is_ok();
        queue.flush();
        pr_info!(
            "{taken} {}, second build: {}\n",
            job.runs.load(Relaxed),
            cfg!(CONFIG_RUST_SECOND_BUILD)
        );
        Ok(Self {
            device,
            _file: file,
            _folder: folder,
            _misc: misc,
            job,
            queue,
        })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.queue.enqueue(self.job.clone());
        self.queue.flush();
        dev_info!(
            self.device.as_ref(),
            "gone after {} runs\n",
            self.job.runs.load(Relaxed)
        );
    }
}
