// SPDX-License-Identifier: GPL-2.0-only

//! The `.modinfo` section: `tag=value` strings that `modinfo` and the module loader read.
//!
//! The strings are emitted by assembler directives. A `static` would need `#[used]`, which marks its section
//! as retained; GNU ld then keeps two `.modinfo` sections in one object, of which modpost reads one.

use super::check::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Writes the section, once for a loadable module and once for a built-in one.
pub(super) fn expand(module: &Module, file: Option<&str>) -> TokenStream {
    let loadable: Vec<String> = entries(module)
        .map(|(tag, value)| format!("{tag}={value}"))
        .collect();
    let prefix = module.name.for_symbols();
    let file = file.map(|file| ("file", file.to_owned()));
    let built_in: Vec<String> = entries(module)
        .chain(file)
        .map(|(tag, value)| format!("{prefix}.{tag}={value}"))
        .collect();
    let (loadable, built_in) = (section(&loadable), section(&built_in));
    quote! {
        #[cfg(MODULE)]
        #loadable
        #[cfg(not(MODULE))]
        #built_in
    }
}

fn entries(module: &Module) -> impl Iterator<Item = (&'static str, String)> + '_ {
    let general = module.info.iter().cloned();
    let params = module.params.iter().flat_map(|param| {
        let name = param.plain_name();
        [
            ("parmtype", format!("{name}:{}", param.ty.description())),
            ("parm", format!("{name}:{}", param.description)),
        ]
    });
    general.chain(params)
}

fn section(strings: &[String]) -> TokenStream {
    let lines = strings
        .iter()
        .map(|text| Literal::string(&format!(".asciz \"{}\"", escape(text))));
    quote! {
        ::core::arch::global_asm!(
            ".section \".modinfo\", \"a\"",
            #(#lines,)*
            ".previous",
            options(raw)
        );
    }
}

/// Escapes text for a string of the assembler.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => escaped.extend(['\\', char::from(byte)]),
            b' '..=b'~' => escaped.push(char::from(byte)),
            other => escaped.push_str(&format!("\\{other:03o}")),
        }
    }
    escaped
}
