// SPDX-License-Identifier: GPL-2.0-only

//! `ForLt!` and `CovariantForLt!`: a type with a lifetime that is still open.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{quote, ToTokens};
use syn::parse::{ParseStream, Parser};
use syn::{BoundLifetimes, GenericParam, Lifetime, Token, Type};

/// The type for all lifetimes; `covariant` has the compiler prove that a longer one may be shortened.
pub(crate) fn expand(input: TokenStream, covariant: bool) -> syn::Result<TokenStream> {
    let (lifetime, ty) = parse(input)?;
    let shape: Type = syn::parse2(ty.clone())?;
    let family = quote! {
        dyn for<#lifetime> ::kernel::types::for_lt::WithLt<#lifetime, Of = #ty>
    };
    let proof = if covariant && is_plainly_covariant(&shape, &lifetime) {
        // Without a constant expression the type may name parameters of what surrounds it.
        quote!(1)
    } else if covariant {
        // The type itself is asked, for two lifetimes: a macro in it could tell others by their names.
        let of = |lifetime: &Lifetime| quote!(<#family as ::kernel::types::for_lt::WithLt<#lifetime>>::Of);
        let (long, short) = (
            Lifetime::new("'__long", Span::call_site()),
            Lifetime::new("'__short", Span::call_site()),
        );
        let (from, to) = (of(&long), of(&short));
        quote!({
            #[allow(dead_code, clippy::extra_unused_lifetimes)]
            fn the_type_is_covariant<#short, #long: #short>(long: *const #from) -> *const #to {
                long
            }
            1
        })
    } else {
        quote!(0)
    };
    let longest = rename(
        ty.clone(),
        &lifetime,
        &Lifetime::new("'static", Span::call_site()),
    );
    Ok(quote! {
        ::kernel::types::for_lt::UnsafeForLtImpl<#family, #longest, #proof>
    })
}

/// The lifetime that is open, and the type in which it has a name.
fn parse(input: TokenStream) -> syn::Result<(Lifetime, TokenStream)> {
    let named = |input: ParseStream<'_>| {
        let bound: Option<BoundLifetimes> = input.parse()?;
        Ok((bound, input.parse::<TokenStream>()?))
    };
    let (bound, ty) = named.parse2(input)?;
    if ty.is_empty() {
        let message = "there is no type: `Type<'_>`, or `for<'a> Type<'a>`";
        return Err(syn::Error::new(Span::call_site(), message));
    }
    let (lifetime, ty) = match bound {
        Some(bound) => (only(&bound)?, ty),
        None => {
            let lifetime = Lifetime::new("'__elided", Span::call_site());
            let ty = name_elided(ty, &lifetime);
            (lifetime, ty)
        }
    };
    Ok((lifetime, ty))
}

/// Whether the form of a type shows that it is covariant: the lifetime stands in it as that of a
/// reference alone, and nothing but shared references, tuples, slices and arrays are around it.
fn is_plainly_covariant(ty: &Type, lifetime: &Lifetime) -> bool {
    if !mentions(ty.to_token_stream(), lifetime) {
        return true;
    }
    let inside = |ty: &Type| is_plainly_covariant(ty, lifetime);
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => inside(&reference.elem),
        Type::Reference(reference) => !mentions(reference.elem.to_token_stream(), lifetime),
        Type::Tuple(tuple) => tuple.elems.iter().all(inside),
        Type::Slice(slice) => inside(&slice.elem),
        Type::Array(array) => {
            !mentions(array.len.to_token_stream(), lifetime) && inside(&array.elem)
        }
        Type::Paren(paren) => inside(&paren.elem),
        Type::Group(group) => inside(&group.elem),
        _ => false,
    }
}

/// Whether a lifetime stands among tokens.
fn mentions(tokens: TokenStream, lifetime: &Lifetime) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), lifetime),
        TokenTree::Ident(ident) => ident == lifetime.ident,
        _ => false,
    })
}

/// The lifetime of a `for<'a>` that has no other.
fn only(bound: &BoundLifetimes) -> syn::Result<Lifetime> {
    let mut params = bound.lifetimes.iter();
    match (params.next(), params.next()) {
        (Some(GenericParam::Lifetime(param)), None) => Ok(param.lifetime.clone()),
        _ => {
            let for_token: Token![for] = bound.for_token;
            Err(syn::Error::new(
                for_token.span,
                "there is one lifetime behind `for`: `for<'a>`",
            ))
        }
    }
}

fn lifetime_tokens(lifetime: &Lifetime) -> [TokenTree; 2] {
    let mut tick = Punct::new('\'', Spacing::Joint);
    tick.set_span(lifetime.apostrophe);
    [tick.into(), lifetime.ident.clone().into()]
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Whether a group is one in which elided lifetimes are others: a function's arguments, or an expression.
fn has_own_lifetimes(group: &Group, before: Option<&TokenTree>) -> bool {
    match group.delimiter() {
        Delimiter::Brace => true,
        Delimiter::Parenthesis => matches!(before, Some(TokenTree::Ident(_))),
        Delimiter::Bracket | Delimiter::None => false,
    }
}

/// Applies `change` to the tokens of a group unless it is one apart.
fn inside(
    group: Group,
    before: Option<&TokenTree>,
    change: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenTree {
    if has_own_lifetimes(&group, before) {
        return group.into();
    }
    let mut copy = Group::new(group.delimiter(), change(group.stream()));
    copy.set_span(group.span());
    copy.into()
}

/// Gives each `'_`, and each `&` without a lifetime, a name.
fn name_elided(ty: TokenStream, lifetime: &Lifetime) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    let mut tokens = ty.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let token = match token {
            TokenTree::Group(group) => {
                inside(group, output.last(), |inner| name_elided(inner, lifetime))
            }
            TokenTree::Ident(ident) if ident == "_" && is_punct(output.last(), '\'') => {
                lifetime.ident.clone().into()
            }
            other => other,
        };
        let reference = is_punct(Some(&token), '&') && !is_punct(tokens.peek(), '\'');
        output.push(token);
        if reference {
            output.extend(lifetime_tokens(lifetime));
        }
    }
    output.into_iter().collect()
}

/// Writes `to` where `ty` has the lifetime `from`.
fn rename(ty: TokenStream, from: &Lifetime, to: &Lifetime) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    for token in ty {
        let token = match token {
            TokenTree::Group(group) => {
                let mut copy = Group::new(group.delimiter(), rename(group.stream(), from, to));
                copy.set_span(group.span());
                copy.into()
            }
            TokenTree::Ident(ident) if ident == from.ident && is_punct(output.last(), '\'') => {
                TokenTree::from(Ident::new(&to.ident.to_string(), ident.span()))
            }
            other => other,
        };
        output.push(token);
    }
    output.into_iter().collect()
}
