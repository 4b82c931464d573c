// SPDX-License-Identifier: GPL-2.0-only

//! First pass of `module!`: tokens to keys and values.
//!
//! A mistake inside one value does not hide those behind it: reading goes on at the next `, key:`.

use crate::diag::{list_names, Errors};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{braced, bracketed, Expr, LitStr, Token, Type};

/// The keys of `module!`, in the order in which they must come.
pub(crate) const KEYS: [&str; 9] = [
    "type",
    "name",
    "authors",
    "description",
    "license",
    "alias",
    "firmware",
    "imports_ns",
    "params",
];

/// The keys of one parameter.
pub(crate) const PARAM_KEYS: [&str; 4] = ["default", "description", "permissions", "callback"];

/// A key with the value that it was given.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// A value of `module!`.
pub(crate) enum Value {
    /// Of `type`.
    Type(Type),
    /// Of `name`, `description`, `license` and the old `author`.
    Text(LitStr),
    /// Of `authors`, `alias`, `firmware` and `imports_ns`.
    List(Vec<LitStr>),
    /// Of `params`.
    Params(Vec<RawParam>),
    /// Was reported already.
    Broken,
}

/// A module parameter as written.
pub(crate) struct RawParam {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) fields: Vec<(Ident, Expr)>,
}

/// Reads everything between the braces of `module!`.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    let parser = |input: ParseStream<'_>| {
        read_pairs(input, errors, |key, input, errors| {
            let value = value(&key, input, errors);
            entries.push(Entry { key, value });
        });
        Ok(())
    };
    if let Err(error) = parser.parse2(input) {
        errors.absorb(error);
    }
    entries
}

fn value(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Value {
    let read = match key.to_string().as_str() {
        "type" => input.parse().map(Value::Type).map_err(|error| {
            syn::Error::new(
                error.span(),
                "the value of `type` must be the module's type",
            )
        }),
        "name" | "description" | "license" | "author" => text(key, input).map(Value::Text),
        "authors" | "alias" | "firmware" | "imports_ns" => {
            list(key, input, errors).map(Value::List)
        }
        "params" => params(key, input, errors).map(Value::Params),
        _ => {
            let known = list_names(KEYS);
            Err(syn::Error::new(
                key.span(),
                format!("unknown key `{key}`: the keys are {known}"),
            ))
        }
    };
    errors.take(read).unwrap_or_else(|| {
        skip_value(input);
        Value::Broken
    })
}

fn text(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse().map_err(|error: syn::Error| {
        let example = format!("`{key}: \"...\"`");
        syn::Error::new(
            error.span(),
            format!("the value of `{key}` must be a string literal: {example}"),
        )
    })
}

fn list(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<LitStr>> {
    let message =
        format!("the value of `{key}` must be a list of string literals: `{key}: [\"...\"]`");
    if !input.peek(syn::token::Bracket) {
        return Err(input.error(message));
    }
    let content;
    bracketed!(content in input);
    let mut elements = Vec::new();
    while !content.is_empty() {
        match content.parse::<LitStr>() {
            Ok(element) => elements.push(element),
            Err(error) => {
                errors.push(error.span(), &message);
                while !content.is_empty() && !content.peek(Token![,]) {
                    skip_token(&content);
                }
            }
        }
        if !content.is_empty() {
            if let Err(error) = content.parse::<Token![,]>() {
                errors.push(
                    error.span(),
                    format!("expected `,` between the elements of `{key}`"),
                );
                break;
            }
        }
    }
    skip_all(&content);
    Ok(elements)
}

fn params(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<RawParam>> {
    if !input.peek(syn::token::Brace) {
        let message =
            format!("the value of `{key}` must be a block of parameters: `{key}: {{ ... }}`");
        return Err(input.error(message));
    }
    let content;
    braced!(content in input);
    let mut params = Vec::new();
    read_pairs(&content, errors, |name, input, errors| {
        match param(&name, input, errors) {
            Ok((ty, fields)) => params.push(RawParam { name, ty, fields }),
            Err(error) => {
                errors.absorb(error);
                skip_value(input);
            }
        }
    });
    Ok(params)
}

fn param(
    name: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> syn::Result<(Type, Vec<(Ident, Expr)>)> {
    let ty = input.parse::<Type>()?;
    if !input.peek(syn::token::Brace) {
        let message =
            format!("parameter `{name}` needs a block: `{{ default: ..., description: \"...\" }}`");
        return Err(input.error(message));
    }
    let content;
    braced!(content in input);
    let mut fields = Vec::new();
    read_pairs(&content, errors, |key, input, errors| {
        if !PARAM_KEYS.contains(&key.to_string().as_str()) {
            let known = list_names(PARAM_KEYS);
            errors.push(
                key.span(),
                format!("unknown key `{key}` of a parameter: the keys are {known}"),
            );
            skip_value(input);
            return;
        }
        match input.parse::<Expr>() {
            Ok(value) => fields.push((key, value)),
            Err(error) => {
                errors.absorb(error);
                skip_value(input);
            }
        }
    });
    Ok((ty, fields))
}

/// Reads `key: value, key: value` to the end; `read` takes the value.
fn read_pairs(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut read: impl FnMut(Ident, ParseStream<'_>, &mut Errors),
) {
    while !input.is_empty() {
        let key = Ident::parse_any(input).and_then(|key| Colon::parse(input).map(|_| key));
        match key {
            Ok(key) => read(key, input, errors),
            Err(error) => {
                errors.push(error.span(), "expected `key: value`");
                skip_value(input);
            }
        }
        if input.is_empty() {
            break;
        }
        if let Err(error) = input.parse::<Token![,]>() {
            errors.push(error.span(), "expected `,` behind the value");
            if !at_key(input) {
                skip_value(input);
                let _: syn::Result<Token![,]> = input.parse();
            }
        }
    }
}

/// A `:` that is no half of `::`.
struct Colon;

impl Parse for Colon {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![::]) {
            return Err(input.error("expected `:`"));
        }
        input.parse::<Token![:]>().map(|_| Self)
    }
}

fn at_key(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::])
}

/// Skips the rest of a value that could not be read: up to `, key:` or the end.
fn skip_value(input: ParseStream<'_>) {
    while !input.is_empty() {
        let next_is_key = input.peek(Token![,])
            && (input.peek2(Ident::peek_any) && input.peek3(Token![:]) && !input.peek3(Token![::]));
        if next_is_key {
            break;
        }
        skip_token(input);
    }
}

fn skip_all(input: ParseStream<'_>) {
    while !input.is_empty() {
        skip_token(input);
    }
}

fn skip_token(input: ParseStream<'_>) {
    let _: syn::Result<TokenTree> = input.parse();
}
