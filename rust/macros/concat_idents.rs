// SPDX-License-Identifier: GPL-2.0-only

//! `concat_idents!`: joins identifiers to one.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::Token;

/// Joins the identifiers; the result carries the span of the last one.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let list = |input: ParseStream<'_>| {
        Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
    };
    let parts = match list.parse2(input) {
        Ok(parts) if parts.len() >= 2 => parts,
        Ok(parts) => {
            let message = "`concat_idents!` joins two identifiers or more: `concat_idents!(a, b)`";
            let span = parts
                .first()
                .map_or_else(proc_macro2::Span::call_site, Ident::span);
            return Err(syn::Error::new(span, message));
        }
        Err(error) => {
            let message = "`concat_idents!` takes identifiers separated by commas";
            return Err(syn::Error::new(error.span(), message));
        }
    };
    let text: String = parts.iter().map(|part| part.unraw().to_string()).collect();
    let span = parts
        .last()
        .map_or_else(proc_macro2::Span::call_site, Ident::span);
    Ok(Ident::new(&text, span).into_token_stream())
}
