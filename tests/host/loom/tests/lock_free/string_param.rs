// SPDX-License-Identifier: GPL-2.0-only

//! A parameter that is set while it is read: the text is that of a setting, and is not freed meanwhile.

use bindings::{
    kernel_param, kernel_param__bindgen_ty_1, kernel_param_lock, kernel_param_unlock, module, watch,
};
use kernel::{
    module_param::{ParamAccess, Setting, StringParam},
    str::CStr,
};
use kernel_loom_tests::{fails, holds, run, share, Mutant};

/// A parameter, and the module that it is one of.
struct Param {
    text: StringParam,
    module: module,
}

// SAFETY: The module is nothing but its lock.
unsafe impl Sync for Param {}

fn param() -> Param {
    Param {
        text: StringParam::new(c"default"),
        module: module::default(),
    }
}

impl Param {
    /// As C sets it, under the module's lock.
    fn set(&'static self, text: &CStr) {
        let module = (&raw const self.module).cast_mut();
        let entry = kernel_param {
            name: c"p".as_ptr().cast(),
            mod_: module,
            ops: StringParam::OPS.as_raw(),
            perm: 0o600,
            level: -1,
            flags: 0,
            __bindgen_anon_1: kernel_param__bindgen_ty_1 {
                arg: (&raw const self.text).cast_mut().cast(),
            },
        };
        // SAFETY: The module is alive.
        unsafe { kernel_param_lock(module) };
        // SAFETY: The entry is that of the parameter, whose module's lock is held.
        let mut setting = unsafe { Setting::<StringParam>::of(&entry) };
        StringParam::set(&mut setting, Some(text)).unwrap();
        // SAFETY: It was locked above.
        unsafe { kernel_param_unlock(module) };
    }

    /// The length of the text, and whether it is one of these.
    fn look(&self, allowed: &[&CStr]) {
        let value = self.text.value();
        watch::reads(value.as_ptr().addr());
        assert!(allowed.contains(&&*value));
    }

    /// C frees the text when the module goes.
    fn free(&self) {
        let arg = (&raw const self.text).cast_mut().cast();
        // SAFETY: Nobody uses the parameter any more.
        StringParam::OPS
            .as_raw()
            .free
            .map(|free| unsafe { free(arg) });
    }
}

fn one_sets() {
    share(param(), |param| {
        let writer = run(|| param.set(c"first"));
        param.look(&[c"default", c"first"]);
        writer.join();
        param.look(&[c"first"]);
        param.free();
    });
}

fn one_sets_again() {
    share(param(), |param| {
        param.set(c"first");
        let writer = run(|| param.set(c"second"));
        param.look(&[c"first", c"second"]);
        writer.join();
        param.look(&[c"second"]);
        param.free();
    });
}

#[test]
fn a_text_is_read_under_the_lock_once_it_may_be_freed() {
    holds(one_sets);
    fails(&[Mutant::NoAcquire, Mutant::NoRelease], one_sets);
}

#[test]
fn a_text_that_is_read_is_not_freed() {
    holds(one_sets_again);
    fails(
        &[Mutant::Split, Mutant::NoAcquire, Mutant::NoRelease],
        one_sets_again,
    );
}
