// SPDX-License-Identifier: GPL-2.0-only

//! `#[vtable]`: a trait that knows which of its functions an implementation provides.

use crate::diag::{defined_at, Errors};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{parse_quote, Attribute, ImplItem, Item, ItemImpl, ItemTrait, TraitItem};

/// Adds the `HAS_*` constants to a trait, or sets them in an implementation.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    if !args.is_empty() {
        errors.push(args.span(), "`#[vtable]` takes no arguments");
    }
    let tokens = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Trait(mut item)) => {
            expand_trait(&mut item);
            item.into_token_stream()
        }
        Ok(Item::Impl(mut item)) => {
            if item.trait_.is_none() {
                errors.push(
                    item.self_ty.span(),
                    "`#[vtable]` belongs on the implementation of a trait",
                );
            }
            expand_impl(&mut item);
            item.into_token_stream()
        }
        Ok(other) => {
            errors.push(
                first_span(&other),
                "`#[vtable]` belongs on a trait or on the implementation of one",
            );
            TokenStream::new()
        }
        Err(error) => {
            errors.absorb(error);
            TokenStream::new()
        }
    };
    errors.finish(tokens)
}

fn expand_trait(item: &mut ItemTrait) {
    let (mut functions, mut present) = (Vec::new(), HashSet::new());
    for member in &item.items {
        match member {
            TraitItem::Fn(f) => functions.push(Function::new(&f.sig.ident, &f.attrs)),
            TraitItem::Const(c) => drop(present.insert(c.ident.to_string())),
            TraitItem::Type(t) => drop(present.insert(t.ident.to_string())),
            _ => {}
        }
    }

    if !present.contains("USE_VTABLE_ATTR") {
        item.items.push(parse_quote! {
            /// Present in every implementation that carries `#[vtable]`, which all of them must.
            const USE_VTABLE_ATTR: ();
        });
    }
    if !present.contains("OwnerModule") {
        item.items.push(parse_quote! {
            /// The module that the implementation is part of.
            type OwnerModule: ::kernel::ModuleMetadata;
        });
    }
    for Function {
        name,
        constant,
        cfgs,
    } in functions
    {
        if present.contains(&constant.to_string()) {
            continue;
        }
        let doc = format!(" Whether the implementation provides `{name}`.");
        item.items.push(parse_quote! {
            #(#cfgs)*
            #[doc = #doc]
            const #constant: bool = false;
        });
    }
}

fn expand_impl(item: &mut ItemImpl) {
    let (mut functions, mut present) = (Vec::new(), HashSet::new());
    for member in &item.items {
        match member {
            ImplItem::Fn(f) => functions.push(Function::new(&f.sig.ident, &f.attrs)),
            ImplItem::Const(c) => drop(present.insert(c.ident.to_string())),
            ImplItem::Type(t) => drop(present.insert(t.ident.to_string())),
            _ => {}
        }
    }

    if !present.contains("USE_VTABLE_ATTR") {
        item.items.push(parse_quote!(
            const USE_VTABLE_ATTR: () = ();
        ));
    }
    if !present.contains("OwnerModule") {
        item.items.push(parse_quote!(
            type OwnerModule = crate::LocalModule;
        ));
    }
    for Function { constant, cfgs, .. } in functions {
        if !present.contains(&constant.to_string()) {
            item.items
                .push(parse_quote!(#(#cfgs)* const #constant: bool = true;));
        }
    }
}

/// One function of the trait, with the constant that stands for it.
struct Function {
    name: String,
    constant: Ident,
    /// A function that is compiled conditionally has its constant under the same condition.
    cfgs: Vec<Attribute>,
}

impl Function {
    fn new(ident: &Ident, attrs: &[Attribute]) -> Self {
        let name = ident.unraw().to_string();
        let constant = Ident::new(
            &format!("HAS_{}", name.to_uppercase()),
            defined_at(ident.span()),
        );
        let cfgs = attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .cloned()
            .collect();
        Self {
            name,
            constant,
            cfgs,
        }
    }
}

fn first_span(item: &impl ToTokens) -> Span {
    item.to_token_stream()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |token| token.span())
}
