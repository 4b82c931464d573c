// SPDX-License-Identifier: GPL-2.0-only

//! `printk!`: a message that C formats itself, if it knows how to print all arguments.
//!
//! Which types they have only the compiler knows. The expansion therefore holds both ways, and
//! `kernel::print::direct` chooses while compiling. A format string that asks for more than plain
//! numbers and text goes Rust's way at once.

use crate::fmt::{borrow, literal_of, variable, Invocation};
use crate::fmt_string::Argument;
use crate::simple_format::{self, Placeholder};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Token};

/// C's calls have room for so many.
const MOST: usize = 6;

/// Expands `[level] [prefix] [method, more] [args => expression] template, arguments`.
///
/// `level` and `prefix` are options. The method is one of `kernel::print::direct::Values` with the rest of
/// its arguments; the expression is Rust's way, where `args` is the formatted text.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let (way, text) = syn::parse::Parser::parse2(
        |input: ParseStream<'_>| Ok((input.parse::<Way>()?, input.parse::<TokenStream>()?)),
        input,
    )?;
    Ok(syn::parse2(text.clone())
        .ok()
        .and_then(|invocation| direct(&way, &invocation))
        .unwrap_or_else(|| indirect(&way, &text)))
}

/// Where a message goes.
struct Way {
    level: TokenStream,
    prefix: TokenStream,
    method: Ident,
    more: TokenStream,
    args: Ident,
    rust: TokenStream,
}

impl Parse for Way {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (level, prefix, c, rust);
        syn::bracketed!(level in input);
        syn::bracketed!(prefix in input);
        syn::bracketed!(c in input);
        syn::bracketed!(rust in input);
        let args = rust.parse()?;
        rust.parse::<Token![=>]>()?;
        Ok(Self {
            level: level.parse()?,
            prefix: prefix.parse()?,
            method: c.parse()?,
            more: c.parse()?,
            args,
            rust: rust.parse()?,
        })
    }
}

/// Rust formats.
fn indirect(Way { args, rust, .. }: &Way, text: &TokenStream) -> TokenStream {
    quote!(match ::kernel::fmt::fmt!(#text) { #args => #rust })
}

/// Makes text of the arguments that are string literals, as `format_args!` does.
fn flattened(
    (texts, placeholders): (Vec<String>, Vec<Placeholder>),
    message: &Invocation,
) -> (Vec<String>, Vec<Placeholder>) {
    let mut texts = texts.into_iter();
    let (mut joined, mut left) = (vec![texts.next().unwrap_or_default()], Vec::new());
    for (placeholder, behind) in placeholders.into_iter().zip(texts) {
        match (text_of(&placeholder, message), joined.last_mut()) {
            (Some(text), Some(last)) => {
                last.push_str(&text);
                last.push_str(&behind);
            }
            _ => {
                left.push(placeholder);
                joined.push(behind);
            }
        }
    }
    (joined, left)
}

/// What a placeholder shows, if that is a literal. A text with a NUL byte is C's to end.
fn text_of(placeholder: &Placeholder, message: &Invocation) -> Option<String> {
    let arg = match &placeholder.argument {
        Argument::Position(index) => message.args.get(*index)?,
        Argument::Name(wanted) => message
            .args
            .iter()
            .find(|arg| arg.name.as_ref().is_some_and(|name| name == wanted))?,
    };
    let is_plain = placeholder.flags.is_empty() && !placeholder.is_hex;
    match &arg.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if is_plain => Some(text.value()).filter(|text| !text.contains('\0')),
        _ => None,
    }
}

/// C formats if it can, else Rust.
fn direct(way: &Way, message: &Invocation) -> Option<TokenStream> {
    let literal = literal_of(&message.template)?;
    let (texts, placeholders) = flattened(simple_format::read(&literal.value())?, message);
    if placeholders.len() > MOST {
        return None;
    }

    // Each argument is evaluated once, and then goes by a name of its own.
    let mut names: Vec<Option<Ident>> = message.args.iter().map(|arg| arg.name.clone()).collect();
    let mut values: Vec<TokenStream> = message.args.iter().map(|arg| borrow(&arg.value)).collect();
    let mut used = Vec::new();
    for placeholder in &placeholders {
        used.push(match &placeholder.argument {
            Argument::Position(index) if *index < message.args.len() => *index,
            Argument::Position(_) => return None,
            Argument::Name(wanted) => {
                let known = |name: &Option<Ident>| name.as_ref().is_some_and(|name| name == wanted);
                names.iter().position(known).unwrap_or_else(|| {
                    names.push(Some(Ident::new(wanted, literal.span())));
                    let value = variable(wanted, literal.span());
                    values.push(quote_spanned!(literal.span() => &#value));
                    names.len() - 1
                })
            }
        });
    }
    let bound: Vec<Ident> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let span = value.span().resolved_at(Span::mixed_site());
            format_ident!("value{index}", span = span)
        })
        .collect();

    let template = &message.template;
    let again = names.iter().zip(&bound).map(|(name, value)| match name {
        Some(name) => quote_spanned!(value.span() => #name = *#value),
        None => quote_spanned!(value.span() => *#value),
    });
    let rust = indirect(way, &quote!(#template #(, #again)*));
    let probes = used
        .iter()
        .map(|&index| bound.get(index))
        .collect::<Option<Vec<_>>>()?;
    let forms = placeholders.iter().map(|Placeholder { flags, is_hex, .. }| {
        quote!(::kernel::print::direct::Form::new(#flags, #is_hex))
    });

    let Way {
        level,
        prefix,
        method,
        more,
        ..
    } = way;
    Some(quote! {
        match (#(#values,)*) {
            (#(#bound,)*) => {
                enum Here {}
                impl ::kernel::print::direct::Template for Here {
                    const LEVEL: ::core::option::Option<::kernel::print::Level> = #level;
                    const PREFIX: ::core::option::Option<&'static [u8]> = #prefix;
                    const TEXTS: &'static [&'static str] = &[#(#texts),*];
                    const FORMS: &'static [::kernel::print::direct::Form] = &[#(#forms),*];
                }
                #[allow(unused_imports)]
                use ::kernel::print::direct::{Other as _, Plain as _};
                let values = (#((&::kernel::print::direct::Probe(#probes)).value(),)*);
                match ::kernel::print::direct::message::<
                    { ::kernel::print::direct::size::<Here>() }, Here, _,
                >(&values) {
                    ::core::option::Option::Some(message) => {
                        ::kernel::print::direct::Values::#method(values, message #more)
                    }
                    ::core::option::Option::None => #rust,
                }
            }
        }
    })
}
