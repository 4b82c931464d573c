// SPDX-License-Identifier: GPL-2.0-only

//! Parameters as the kernel's parser and sysfs treat them.

use bindings::{kernel_param, kernel_param__bindgen_ty_1};
use kernel::module_param::*;
use kernel::prelude::*;
use std::boxed::Box;
use std::cell::RefCell;
use std::ffi::CString;
use std::vec::Vec;

/// A parameter's line in the kernel's table.
fn entry<A: ParamAccess>(access: &'static A, perm: u16) -> kernel_param {
    kernel_param {
        name: c"p".as_ptr().cast(),
        mod_: std::ptr::null_mut(),
        ops: A::OPS.as_raw(),
        perm,
        level: -1,
        flags: 0,
        __bindgen_anon_1: kernel_param__bindgen_ty_1 {
            arg: (&raw const *access).cast_mut().cast(),
        },
    }
}

/// The part of `kernel/params.c` that calls a parameter's operations.
struct Entry<A: ParamAccess>(&'static A, kernel_param);

impl<A: ParamAccess> Entry<A> {
    fn new(access: A, perm: u16) -> Self {
        let access: &'static A = Box::leak(Box::new(access));
        Entry(access, entry(access, perm))
    }

    fn set_raw(&self, text: *const u8) -> i32 {
        // SAFETY: The parameter and its operations belong together; the text is null or a C string.
        unsafe { (A::OPS.as_raw().set.unwrap())(text, &self.1) }
    }

    fn set(&self, text: &str) -> i32 {
        let text = CString::new(text).unwrap();
        self.set_raw(text.as_ptr().cast())
    }

    /// A parameter that is given without a value.
    fn set_bare(&self) -> i32 {
        self.set_raw(std::ptr::null())
    }

    fn get(&self) -> Result<String, i32> {
        let mut page = vec![0u8; bindings::PAGE_SIZE];
        // SAFETY: The buffer has the size of a page.
        let len = unsafe { (A::OPS.as_raw().get.unwrap())(page.as_mut_ptr().cast(), &self.1) };
        let len = usize::try_from(len).map_err(|_| len)?;
        Ok(String::from_utf8(page[..len].to_vec()).unwrap())
    }

    fn free(&self) {
        if let Some(free) = A::OPS.as_raw().free {
            // SAFETY: The pointer is that of the parameter, which is not used any more.
            unsafe { free(self.1.__bindgen_anon_1.arg) };
        }
    }
}

const INVALID: i32 = -22;
const TOO_LARGE: i32 = -34;
const TOO_LONG: i32 = -28;

#[test]
fn integers() {
    let p = Entry::new(ModuleParamAccess::new(-3i16), 0o644);
    assert_eq!((p.0.value(), p.get().unwrap().as_str()), (-3, "-3\n"));
    for (text, value) in [("5", 5), ("0x10\n", 16), ("-010", -8), ("32767", i16::MAX)] {
        assert_eq!((p.set(text), p.0.value()), (0, value));
        assert_eq!(p.get().unwrap(), format!("{value}\n"));
    }
    for (text, errno) in [
        ("", INVALID),
        ("\n", INVALID),
        ("5\n\n", INVALID),
        (" 5", INVALID),
        ("x", INVALID),
        ("32768", TOO_LARGE),
        ("-32769", TOO_LARGE),
        ("99999999999999999999", TOO_LARGE),
    ] {
        assert_eq!(p.set(text), errno, "{text:?}");
    }
    assert_eq!(p.set_bare(), INVALID);
    assert_eq!(p.0.value(), i16::MAX, "an error changed the value");
    assert_eq!(
        <ModuleParamAccess<i16> as ParamAccess>::OPS.as_raw().flags,
        0
    );
}

macro_rules! widths {
    ($($ty:ident),*) => {$(
        let p = Entry::new(ModuleParamAccess::<$ty>::new(1), 0);
        for value in [$ty::MIN, $ty::MAX] {
            assert_eq!((p.set(&value.to_string()), *p.0.value_ref()), (0, value));
        }
    )*};
}

#[test]
fn all_widths() {
    widths!(i8, u8, i16, u16, i32, u32, i64, u64, isize, usize);
}

#[test]
fn booleans() {
    let p = Entry::new(ModuleParamAccess::new(false), 0o644);
    assert_eq!(p.get().unwrap(), "N\n");
    assert_eq!((p.set_bare(), p.0.value()), (0, true));
    assert_eq!(p.get().unwrap(), "Y\n");
    assert_eq!((p.set("off\n"), p.0.value()), (0, false));
    assert_eq!(p.set("2"), INVALID);
    assert_eq!(
        <ModuleParamAccess<bool> as ParamAccess>::OPS.as_raw().flags,
        bindings::KERNEL_PARAM_OPS_FL_NOARG
    );
}

#[test]
fn arrays() {
    let p = Entry::new(ArrayParam::new([1u8, 2, 3]), 0o644);
    assert_eq!(&*p.0.value(), [1, 2, 3]);
    assert_eq!(p.get().unwrap(), "1,2,3\n");
    assert_eq!(p.set("9,8\n"), 0);
    assert_eq!(&*p.0.value(), [9, 8]);
    assert_eq!((p.0.len(), p.0.get(1), p.0.get(2)), (2, Some(8), None));
    for (text, errno) in [
        ("", INVALID),
        ("1,", INVALID),
        (",1", INVALID),
        ("1,x", INVALID),
        ("1,2,3,4", INVALID),
        ("1,256", TOO_LARGE),
    ] {
        assert_eq!(p.set(text), errno, "{text:?}");
        assert_eq!(&*p.0.value(), [9, 8], "an error changed the value");
    }
    assert_eq!(p.set_bare(), INVALID);

    let p = Entry::new(ArrayParam::new([true; 2]), 0);
    assert_eq!((p.set("n,Y"), p.get().unwrap().as_str()), (0, "N,Y\n"));
}

/// A list is seen as it was before or after a change, never in between.
#[test]
fn arrays_change_as_a_whole() {
    const LEN: usize = 16;
    static LIST: ArrayParam<u64, LEN> = ArrayParam::new([0; LEN]);

    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    let list = LIST.value();
                    assert!(list.iter().all(|value| *value == list[0]), "{list:?}");
                    assert_eq!(list.len(), LEN - list[0] as usize % 4);
                }
            });
        }
        for round in 0u64..20_000 {
            let text = std::vec![round.to_string(); LEN - round as usize % 4].join(",");
            let text = CString::new(text).unwrap();
            let param = entry(&LIST, 0o644);
            let set = <ArrayParam<u64, LEN> as ParamAccess>::OPS
                .as_raw()
                .set
                .unwrap();
            // SAFETY: The parameter and its operations belong together; the text is a C string. There
            // is one writer.
            assert_eq!(unsafe { set(text.as_ptr().cast(), &param) }, 0);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_page_may_be_too_small() {
    let p = Entry::new(ArrayParam::new([u64::MAX; 300]), 0o444);
    assert_eq!(p.get(), Err(EOVERFLOW.to_errno()));
}

#[test]
fn strings() {
    let p = Entry::new(StringParam::new(c"default"), 0);
    assert_eq!(&*p.0.value(), c"default");
    assert_eq!(p.get().unwrap(), "default\n");
    assert_eq!(p.set("first"), 0);
    assert_eq!(p.set("second"), 0);
    let value = p.0.value();
    assert_eq!(&*value, c"second");
    assert!(!bindings::param_lock_held(), "users cannot write it");
    assert_eq!(p.get().unwrap(), "second\n");
    assert_eq!(p.set_bare(), INVALID);
    assert_eq!(p.set(&"x".repeat(1025)), TOO_LONG);
    assert_eq!(&*p.0.value(), c"second");
    p.free();
}

#[test]
fn strings_that_users_write_are_read_under_the_lock() {
    let p = Entry::new(StringParam::new(c"default"), 0o644);
    let before = p.0.value();
    assert!(!bindings::param_lock_held());
    assert_eq!(p.set("changed"), 0);
    // What was read before is still there.
    assert_eq!(&*before, c"default");

    let value = p.0.value();
    assert!(bindings::param_lock_held());
    assert_eq!(&*value, c"changed");
    drop(value);
    assert!(!bindings::param_lock_held());
    // C shows it with the lock held; taking it again would never end.
    assert_eq!(p.get().unwrap(), "changed\n");
    p.free();
}

std::thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Note;

impl<T: std::fmt::Debug + ?Sized> ParamCallback<T> for Note {
    fn changed(value: &T) -> Result {
        let text = format!("{value:?}");
        let fail = text.contains("13");
        SEEN.with_borrow_mut(|seen| seen.push(text));
        if fail {
            return Err(EPERM);
        }
        Ok(())
    }
}

fn seen() -> Vec<String> {
    SEEN.take()
}

#[test]
fn callbacks() {
    let p = Entry::new(Callback::<_, Note>::new(ModuleParamAccess::new(1u8)), 0o644);
    assert_eq!(
        (p.set("2"), p.set("x"), p.set("300")),
        (0, INVALID, TOO_LARGE)
    );
    assert_eq!(seen(), ["2"], "only successful settings count");
    assert_eq!((p.set("13"), p.0.value()), (EPERM.to_errno(), 13));
    assert_eq!(seen(), ["13"]);

    let p = Entry::new(
        Callback::<_, Note>::new(ArrayParam::new([1u16, 2, 3])),
        0o644,
    );
    assert_eq!(p.set("7,8"), 0);
    assert_eq!(seen(), ["[7, 8]"]);
    assert_eq!(p.get().unwrap(), "7,8\n");

    let p = Entry::new(Callback::<_, Note>::new(StringParam::new(c"")), 0o644);
    assert_eq!(p.set("text"), 0);
    assert_eq!(seen(), ["\"text\""]);
    assert_eq!(p.get().unwrap(), "text\n");
    p.free();

    let p = Entry::new(
        Callback::<_, Note>::new(ModuleParamAccess::new(false)),
        0o644,
    );
    assert_eq!((p.set_bare(), p.0.value()), (0, true));
    assert_eq!(seen(), ["true"]);
}
