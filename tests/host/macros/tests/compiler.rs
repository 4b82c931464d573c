// SPDX-License-Identifier: GPL-2.0-only

//! The macros' own functions, run outside the compiler.

#![allow(dead_code)]

#[path = "../../../../rust/macros"]
mod source {
    pub mod concat_idents;
    pub mod diag;
    pub mod export;
    pub mod fmt;
    pub mod fmt_string;
    pub mod kunit;
    pub mod module;
    pub mod paste;
    pub mod printk;
    pub mod simple_format;
    pub mod vtable;
}

use source::*;

#[path = "compiler/concat.rs"]
mod concat_tests;
#[path = "compiler/fmt.rs"]
mod fmt_tests;
#[path = "compiler/golden.rs"]
mod golden;
#[path = "compiler/module.rs"]
mod module_tests;
#[path = "compiler/paste.rs"]
mod paste_tests;
#[path = "compiler/printk.rs"]
mod printk_tests;

/// Expands a piece of source text, or lists what is wrong with it.
fn expand(
    expand: impl Fn(proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream>,
    text: &str,
) -> Result<String, Vec<String>> {
    let input = text.parse().expect("the input consists of tokens");
    match expand(input) {
        Ok(output) => Ok(output.to_string()),
        Err(errors) => Err(errors.into_iter().map(|error| error.to_string()).collect()),
    }
}

/// Source text as tokens print it.
fn tokens(text: &str) -> String {
    text.parse::<proc_macro2::TokenStream>()
        .expect("the output consists of tokens")
        .to_string()
}
