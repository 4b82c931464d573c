// SPDX-License-Identifier: GPL-2.0-only

//! Folders that are written down in statics.
//!
//! # Safety
//!
//! A [`Folder`] is known to C from the end of [`Fixed::add`] to [`Fixed::remove`], which does not return while C
//! has a reference to it. Its attributes have functions for fields that live forever.

#![allow(unsafe_code)]

use super::folder::{add_subsystem, remove_subsystem};
use crate::{
    error::Result,
    ffi::c_char,
    fs::{
        fixed::{Claim, Fixed},
        value::Field,
        Registered,
    },
    module::ThisModule,
    page::PAGE_SIZE,
    str::{as_char_ptr_in_const_context, CStr},
    types::Opaque,
};
use bindings::live::Live;
use core::{
    mem::offset_of,
    ptr::{null_mut, NonNull},
    slice,
};

/// A type that stands for a field of a static. [`configfs_folder!`](crate::configfs_folder) makes it: C's
/// functions of a file are told of the folder alone.
#[doc(hidden)]
pub trait FieldOf {
    /// The field.
    const FIELD: &'static Field<'static>;
}

/// A file of a [`Folder`].
///
/// # Invariants
///
/// The functions are those of a [`FieldOf`].
#[doc(hidden)]
#[repr(transparent)]
pub struct FixedAttribute(Opaque<bindings::configfs_attribute>);

// SAFETY: An attribute is never written, and what it points to is the module's.
unsafe impl Sync for FixedAttribute {}

impl FixedAttribute {
    /// A file of that name for `V`'s field.
    pub const fn new<V: FieldOf>(owner: &'static ThisModule, name: &'static CStr) -> Self {
        assert!(!name.is_empty(), "a file has a name");
        // INVARIANT: The functions are `V`'s.
        Self(Opaque::new(bindings::configfs_attribute {
            ca_name: as_char_ptr_in_const_context(name).cast(),
            ca_owner: owner.as_ptr(),
            ca_mode: V::FIELD.mode(),
            show: if V::FIELD.is_shown() {
                Some(show::<V>)
            } else {
                None
            },
            store: if V::FIELD.is_stored() {
                Some(store::<V>)
            } else {
                None
            },
        }))
    }
}

/// A folder of `/sys/kernel/config` that is written down in a static, with files and without folders.
///
/// [`configfs_folder!`](crate::configfs_folder) makes one, and has the example.
///
/// # Invariants
///
/// `item_type` has a list of attributes that ends with null, and [`release`].
pub struct Folder {
    name: &'static CStr,
    item_type: Opaque<bindings::config_item_type>,
    subsystem: Opaque<bindings::configfs_subsystem>,
    /// C has no reference to the folder any more.
    gone: Opaque<bindings::completion>,
    made: Claim<bindings::configfs_subsystem>,
}

// SAFETY: The type is never written. The other objects are written by who has the claim, and by C, which
// locks.
unsafe impl Sync for Folder {}

// SAFETY: As for `Sync`.
unsafe impl Send for Folder {}

impl Folder {
    /// For the macro: a folder with those files. `None` ends the list.
    #[doc(hidden)]
    pub const fn new(
        name: &'static CStr,
        owner: &'static ThisModule,
        attributes: &'static [Option<&'static FixedAttribute>],
    ) -> Self {
        const OPERATIONS: &bindings::configfs_item_operations =
            &bindings::configfs_item_operations {
                release: Some(release),
                allow_link: None,
                drop_link: None,
            };
        assert!(matches!(attributes, [.., None]));
        // INVARIANT: Just looked at. A reference, or none, is what C has as a pointer. C does not write to
        // them, nor to the functions.
        Self {
            name,
            item_type: Opaque::new(bindings::config_item_type {
                ct_owner: owner.as_ptr(),
                ct_item_ops: (&raw const *OPERATIONS).cast_mut(),
                ct_group_ops: null_mut(),
                ct_attrs: attributes.as_ptr().cast_mut().cast(),
                ct_bin_attrs: null_mut(),
            }),
            subsystem: Opaque::zeroed(),
            gone: Opaque::zeroed(),
            made: Claim::new(),
        }
    }

    /// Makes the folder. User space may use it before this returns.
    ///
    /// # Errors
    ///
    /// `EBUSY` while the folder is there, `EEXIST` if there is another one of that name, `ENOMEM` without
    /// memory. Older trees do not look whether there is a folder of that name.
    ///
    /// # Context
    ///
    /// May sleep. So may dropping the result, which waits for those who have a file open.
    #[inline(always)]
    pub fn register(&'static self) -> Result<Registered<Self>> {
        Registered::new(self)
    }
}

impl Fixed for Folder {
    #[inline(never)]
    fn add(&'static self) -> Result {
        self.made.take(|| {
            let subsystem = self.subsystem.get();
            // SAFETY: The claim is taken, and so both objects are in nobody's use. They stay where they are.
            // The type lives forever. `remove()` deregisters the subsystem.
            unsafe {
                bindings::init_completion(self.gone.get());
                add_subsystem(subsystem, self.name, self.item_type.get())?;
                Ok(NonNull::new_unchecked(subsystem))
            }
        })
    }

    #[inline(never)]
    fn remove(&'static self) {
        self.made.give_back(|subsystem| {
            // SAFETY: It is registered, and empty: nobody makes folders in it. The completion was
            // initialised before it was registered.
            let gone = unsafe {
                remove_subsystem(subsystem.as_ptr());
                Live::from_ptr(self.gone.get())
            };
            bindings::safe::wait_for_completion(gone);
        });
    }
}

/// C has given its last reference to a folder back.
///
/// # Safety
///
/// `item` is that of a [`Folder`], which C has released now.
unsafe extern "C" fn release(item: *mut bindings::config_item) {
    const ITEM: usize =
        offset_of!(Folder, subsystem) + offset_of!(bindings::configfs_subsystem, su_group);
    // SAFETY: An item is the first field of its group. The folder is a static, whose completion was
    // initialised before C knew the item.
    let gone = unsafe {
        let folder: *const Folder = item.byte_sub(ITEM).cast();
        Live::from_ptr((*folder).gone.get())
    };
    bindings::safe::complete_all(gone);
}

/// C's files have no more bytes than that, and no more than a page.
const MOST: usize = if PAGE_SIZE < 4096 { PAGE_SIZE } else { 4096 };

/// Shows a value. It is in the image, and has [`show`]'s arguments in front.
///
/// # Safety
///
/// `page` has a page of bytes, which nobody else uses.
#[inline(never)]
unsafe fn show_field(
    _: *mut bindings::config_item,
    page: *mut c_char,
    field: &Field<'static>,
) -> isize {
    // SAFETY: The caller's promise. C has set the bytes to zero, or they have what was read before.
    field.print(unsafe { slice::from_raw_parts_mut(page.cast::<u8>(), MOST) })
}

/// Changes a value. It is in the image, and has [`store`]'s arguments in front.
///
/// # Safety
///
/// `page` has `size` bytes, which nobody writes.
#[inline(never)]
unsafe fn store_field(
    _: *mut bindings::config_item,
    page: *const c_char,
    size: usize,
    field: &Field<'static>,
) -> isize {
    // SAFETY: The caller's promise.
    field.take(unsafe { slice::from_raw_parts(page.cast::<u8>(), size) })
}

unsafe extern "C" fn show<V: FieldOf>(
    item: *mut bindings::config_item,
    page: *mut c_char,
) -> isize {
    // SAFETY: C lends a page for the call.
    unsafe { show_field(item, page, V::FIELD) }
}

unsafe extern "C" fn store<V: FieldOf>(
    item: *mut bindings::config_item,
    page: *const c_char,
    size: usize,
) -> isize {
    // SAFETY: C lends that many bytes for the call: a copy of what was written.
    unsafe { store_field(item, page, size, V::FIELD) }
}

/// Writes down a folder of `/sys/kernel/config`, for a static: its name, and files for statics.
///
/// Each file has a name, and a function of [`Field`](crate::fs::value::Field) that says what users may do
/// with the value.
///
/// # Examples
///
/// ```
/// use kernel::{configfs, fs::value::Ranged, prelude::*, sync::atomic::Atomic};
///
/// static LEVEL: Ranged<i32> = Ranged::<i32>::constant(3, 0..=7);
/// static POLLS: Atomic<u64> = Atomic::new(0);
///
/// static FOLDER: configfs::Folder = configfs::configfs_folder!(c"doc-static", {
///     c"level": read_write(LEVEL),
///     c"polls": read_only(POLLS),
/// });
///
/// // Now there will be /sys/kernel/config/doc-static/level, and so on.
/// let folder = FOLDER.register()?;
/// assert_eq!(FOLDER.register().err(), Some(EBUSY));
/// drop(folder);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! configfs_folder {
    ($path:expr, { $($name:literal: $access:ident($value:expr)),* $(,)? }) => {
        $crate::configfs::Folder::new(
            $path,
            $crate::module::this_module::<crate::LocalModule>(),
            const {
                &[
                    $({
                        // The caller's value sees these names.
                        struct __Value;
                        impl $crate::configfs::FieldOf for __Value {
                            const FIELD: &'static $crate::fs::value::Field<'static> =
                                &$crate::fs::value::Field::$access(&$value);
                        }
                        static __ATTRIBUTE: $crate::configfs::FixedAttribute =
                            $crate::configfs::FixedAttribute::new::<__Value>(
                                $crate::module::this_module::<crate::LocalModule>(),
                                $name,
                            );
                        ::core::option::Option::Some(&__ATTRIBUTE)
                    },)*
                    ::core::option::Option::None,
                ]
            },
        )
    };
}

#[cfg(CONFIG_KUNIT = "y")]
#[macros::kunit_tests(rust_fs_configfs_fixed)]
mod tests {
    use super::*;
    use crate::{prelude::*, sync::atomic::Atomic};

    #[test]
    fn a_file_shows_and_stores() -> Result {
        static NUMBER: Atomic<u32> = Atomic::new(7);
        struct Number;
        impl FieldOf for Number {
            const FIELD: &'static Field<'static> = &Field::read_write(&NUMBER);
        }
        let mut page = KVec::from_elem(0u8, PAGE_SIZE, GFP_KERNEL)?;
        let text = b"23\n";
        // SAFETY: There is a page, and there are that many bytes.
        let (stored, shown) = unsafe {
            (
                store::<Number>(null_mut(), text.as_ptr().cast(), text.len()),
                show::<Number>(null_mut(), page.as_mut_ptr().cast()),
            )
        };
        assert_eq!((stored, shown), (3, 3));
        assert_eq!(page.get(..3), Some(text.as_slice()));
        Ok(())
    }

    #[test]
    fn a_static_folder_is_there_once() -> Result {
        // What the macro defines has other names.
        static ATTRIBUTE: Atomic<u32> = Atomic::new(7);
        static FOLDER: Folder = configfs_folder!(c"rust-kunit-with-a-long-name", {
            c"number": read_write(ATTRIBUTE),
        });
        for _ in 0..2 {
            let folder = FOLDER.register()?;
            assert_eq!(FOLDER.register().err(), Some(EBUSY));
            drop(folder);
        }
        Ok(())
    }
}
