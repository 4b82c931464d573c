// SPDX-License-Identifier: GPL-2.0-only

//! Collected diagnostics.
//!
//! A macro does not stop at the first mistake: every pass adds what it finds to one [`Errors`], and the
//! whole collection becomes `compile_error!` calls at the places of the mistakes.

use proc_macro2::{Span, TokenStream};
use std::fmt::Display;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds one sentence at `span`.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.absorb(syn::Error::new(span, message));
    }

    /// Adds an error of syn's own, or several.
    pub(crate) fn absorb(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Keeps the value of a result, or its error.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.absorb(error)).ok()
    }

    /// Returns `value`, unless there were mistakes.
    pub(crate) fn finish<T>(self, value: T) -> syn::Result<T> {
        match self.0 {
            Some(error) => Err(error),
            None => Ok(value),
        }
    }
}

/// Turns the outcome of a macro into what the compiler receives.
pub(crate) fn into_tokens(result: syn::Result<TokenStream>) -> TokenStream {
    result.unwrap_or_else(|error| error.into_compile_error())
}

/// Quotes names for a message: `` `a`, `b` and `c` ``.
pub(crate) fn list_names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// The span of an identifier that a macro defines on behalf of the user: it points to the user's text, and
/// counts as macro output, so that lints about naming leave it alone.
pub(crate) fn defined_at(user: Span) -> Span {
    user.resolved_at(Span::call_site())
}
