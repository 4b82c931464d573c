// SPDX-License-Identifier: GPL-2.0-only

//! `fmt!`: `format_args!` whose arguments are printed by the kernel's own formatting traits.

use crate::fmt_string::{Argument, FormatString};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned, ToTokens};
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, LitStr, Token};

/// Wraps every argument that is formatted, and leaves widths and precisions alone.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Invocation { template, args } = syn::parse2(input)?;
    let literal = literal_of(&template);
    let usage = literal
        .as_ref()
        .map(|literal| FormatString::parse(&literal.value()))
        .unwrap_or_default();

    let mut named = BTreeSet::new();
    let mut output = Vec::new();
    for (index, arg) in args.iter().enumerate() {
        let name = arg.name.as_ref().map(|name| name.unraw().to_string());
        let is_count = usage.counts.contains(&Argument::Position(index))
            || name
                .as_ref()
                .is_some_and(|name| usage.counts.contains(&Argument::Name(name.clone())));
        let value = if is_count {
            arg.value.to_token_stream()
        } else {
            wrap(&arg.value)
        };
        output.push(match &arg.name {
            Some(name) => quote!(#name = #value),
            None => value,
        });
        named.extend(name);
    }

    // What the string captures by name and formats. A captured width stays rustc's own business.
    if let Some(literal) = &literal {
        for name in &usage.values {
            if !named.contains(name) && !usage.counts.contains(&Argument::Name(name.clone())) {
                let key = Ident::new(name, literal.span());
                let value = variable(name, literal.span());
                output
                    .push(quote_spanned!(literal.span() => #key = ::kernel::fmt::Adapter(&#value)));
            }
        }
    }

    Ok(quote!(::core::format_args!(#template #(, #output)*)))
}

/// `template, value, name = value`.
pub(crate) struct Invocation {
    pub(crate) template: TokenStream,
    pub(crate) args: Punctuated<Arg, Token![,]>,
}

pub(crate) struct Arg {
    pub(crate) name: Option<Ident>,
    pub(crate) value: Expr,
}

impl Parse for Invocation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut template = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            template.extend([input.parse::<TokenTree>()?]);
        }
        let _: Option<Token![,]> = input.parse()?;
        Ok(Self {
            template,
            args: Punctuated::parse_terminated(input)?,
        })
    }
}

impl Parse for Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let is_named = input.peek(Ident::peek_any)
            && input.peek2(Token![=])
            && !input.peek2(Token![==])
            && !input.peek2(Token![=>]);
        let name = if is_named {
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            Some(name)
        } else {
            None
        };
        Ok(Self {
            name,
            value: input.parse()?,
        })
    }
}

/// Reads the template where it can be known here: a literal, or `concat!` of literals.
///
/// Any other macro call is rustc's to expand. It sees neither captured names (rustc allows none there) nor
/// widths that are arguments.
pub(crate) fn literal_of(template: &TokenStream) -> Option<LitStr> {
    let tokens: Vec<TokenTree> = template.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            literal_of(&group.stream())
        }
        [token @ TokenTree::Literal(_)] => syn::parse2(token.to_token_stream()).ok(),
        [.., TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(parts)]
            if name == "concat" && bang.as_char() == '!' =>
        {
            let parts = Punctuated::<syn::Lit, Token![,]>::parse_terminated
                .parse2(parts.stream())
                .ok()?;
            let mut text = String::new();
            for part in &parts {
                match part {
                    syn::Lit::Str(part) => text.push_str(&part.value()),
                    syn::Lit::Char(part) => text.push(part.value()),
                    // Numbers and booleans hold no braces: what they print does not matter here.
                    _ => {}
                }
            }
            Some(LitStr::new(&text, name.span()))
        }
        _ => None,
    }
}

fn wrap(value: &Expr) -> TokenStream {
    let span = value.span().resolved_at(Span::mixed_site());
    let borrowed = borrow(value);
    quote_spanned!(span => ::kernel::fmt::Adapter(#borrowed))
}

/// A reference to what an expression stands for.
pub(crate) fn borrow(value: &Expr) -> TokenStream {
    let span = value.span().resolved_at(Span::mixed_site());
    let binds_tightly = matches!(
        value,
        Expr::Array(_)
            | Expr::Block(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Group(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Macro(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Reference(_)
            | Expr::Tuple(_)
            | Expr::Unary(_)
            | Expr::Unsafe(_)
    );
    if binds_tightly {
        quote_spanned!(span => &#value)
    } else {
        quote_spanned!(span => &(#value))
    }
}

/// The variable that `{name}` means; a keyword there stands for the raw identifier.
pub(crate) fn variable(name: &str, span: Span) -> Ident {
    let is_path_keyword = matches!(name, "self" | "Self" | "super" | "crate");
    if is_path_keyword || syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, span)
    } else {
        Ident::new_raw(name, span)
    }
}
