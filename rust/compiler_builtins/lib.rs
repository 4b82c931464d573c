// SPDX-License-Identifier: GPL-2.0-only

//! Arithmetic that the kernel does not do.
//!
//! LLVM lowers 128-bit division and floating point to calls of well-known
//! functions. The kernel has no such functions on purpose, but `core` contains
//! code that would call them. The build renames those references to the
//! functions below, so that `core` links, nobody else can use them by accident,
//! and reaching one is a bug report instead of a wrong result. Division of 64-bit
//! numbers is there on every architecture, and for everybody.

#![no_std]
#![feature(compiler_builtins)]
#![feature(rustc_attrs)]
#![allow(internal_features)]
#![compiler_builtins]

#[cfg(not(CONFIG_64BIT))]
pub mod division;
#[cfg(rust_registers)]
pub mod words;

macro_rules! unavailable {
    ($what:literal: $($name:ident,)*) => {$(
        /// Never called: see the crate documentation.
        #[doc(hidden)]
        #[export_name = concat!("__rust", stringify!($name))]
        pub extern "C" fn $name() {
            panic!(concat!($what, " is not available in the kernel"))
        }
    )*};
}

unavailable! { "`f32` arithmetic":
    __addsf3,
    __divsf3,
    __eqsf2,
    __fixsfdi,
    __fixsfsi,
    __fixsfti,
    __fixunssfdi,
    __fixunssfsi,
    __fixunssfti,
    __floatdisf,
    __floatsisf,
    __floattisf,
    __floatundisf,
    __floatunsisf,
    __floatuntisf,
    __gesf2,
    __gtsf2,
    __lesf2,
    __ltsf2,
    __mulsf3,
    __nesf2,
    __powisf2,
    __subsf3,
    __unordsf2,
}

unavailable! { "`f32` arithmetic":
    __aeabi_fadd,
    __aeabi_fcmpeq,
    __aeabi_fcmpge,
    __aeabi_fcmpgt,
    __aeabi_fcmple,
    __aeabi_fcmplt,
    __aeabi_fcmpun,
    __aeabi_fdiv,
    __aeabi_fmul,
    __aeabi_fsub,
    __aeabi_f2iz,
    __aeabi_f2lz,
    __aeabi_f2uiz,
    __aeabi_f2ulz,
    __aeabi_i2f,
    __aeabi_l2f,
    __aeabi_ui2f,
    __aeabi_ul2f,
}

unavailable! { "`f64` arithmetic":
    __aeabi_dadd,
    __aeabi_dcmpeq,
    __aeabi_dcmpge,
    __aeabi_dcmpgt,
    __aeabi_dcmple,
    __aeabi_dcmplt,
    __aeabi_dcmpun,
    __aeabi_ddiv,
    __aeabi_dmul,
    __aeabi_dsub,
    __aeabi_d2f,
    __aeabi_d2iz,
    __aeabi_d2lz,
    __aeabi_d2uiz,
    __aeabi_d2ulz,
    __aeabi_f2d,
    __aeabi_i2d,
    __aeabi_l2d,
    __aeabi_ui2d,
    __aeabi_ul2d,
}

unavailable! { "`f64` arithmetic":
    __adddf3,
    __divdf3,
    __eqdf2,
    __extendsfdf2,
    __fixdfdi,
    __fixdfsi,
    __fixdfti,
    __fixunsdfdi,
    __fixunsdfsi,
    __fixunsdfti,
    __floatdidf,
    __floatsidf,
    __floattidf,
    __floatundidf,
    __floatunsidf,
    __floatuntidf,
    __gedf2,
    __gtdf2,
    __ledf2,
    __ltdf2,
    __muldf3,
    __nedf2,
    __powidf2,
    __subdf3,
    __truncdfsf2,
    __unorddf2,
}

unavailable! { "`f16` and `f128` arithmetic":
    __extendhfsf2,
    __extendhfdf2,
    __extendsftf2,
    __extenddftf2,
    __trunchfsf2,
    __truncsfhf2,
    __truncdfhf2,
    __trunctfsf2,
    __trunctfdf2,
    __trunctfhf2,
    __extendhftf2,
    __addtf3,
    __subtf3,
    __multf3,
    __divtf3,
    __eqtf2,
    __netf2,
    __getf2,
    __gttf2,
    __letf2,
    __lttf2,
    __unordtf2,
    __fixtfti,
    __fixtfdi,
    __fixtfsi,
    __fixunstfti,
    __fixunstfdi,
    __fixunstfsi,
    __floattitf,
    __floatuntitf,
    __floatditf,
    __floatunditf,
    __floatsitf,
    __floatunsitf,
    __powitf2,
}

unavailable! { "128-bit multiplication with overflow check":
    __multi3,
    __muloti4,
    __mulodi4,
}

unavailable! { "128-bit division":
    __divti3,
    __modti3,
    __udivmodti4,
    __udivti3,
    __umodti3,
}

unavailable! { "a 128-bit shift by call":
    __ashlti3,
    __ashrti3,
    __lshrti3,
}
