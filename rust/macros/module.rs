// SPDX-License-Identifier: GPL-2.0-only

//! `module!`: what a kernel module states about itself.
//!
//! [`parse`] reads keys and values without judging them, [`check`] turns them into a [`check::Module`] that
//! is right, [`expand`] writes the items. Whatever needs more than a declaration is done by functions of the
//! `kernel` crate, `kernel::module::__private` and `kernel::module_param`.

pub(crate) mod check;
pub(crate) mod default;
pub(crate) mod expand;
pub(crate) mod modinfo;
pub(crate) mod param;
pub(crate) mod parse;
pub(crate) mod permissions;

use proc_macro2::TokenStream;

/// Expands `module! { ... }`.
///
/// `file` is the path of the object, without suffix, that a built-in module records for `modules.builtin`.
pub(crate) fn expand(input: TokenStream, file: Option<&str>) -> syn::Result<TokenStream> {
    let mut errors = crate::diag::Errors::default();
    let parsed = parse::parse(input, &mut errors);
    let checked = check::check(parsed, &mut errors);
    let checked = errors.finish(checked)?;
    Ok(checked
        .map(|module| expand::expand(&module, file))
        .unwrap_or_default())
}
