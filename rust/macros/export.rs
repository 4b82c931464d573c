// SPDX-License-Identifier: GPL-2.0-only

//! `#[export]`: a Rust function that C calls by its name.

use crate::diag::Errors;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, GenericParam, ItemFn, ReturnType, Type};

/// Adds `no_mangle` and the comparison with the C declaration.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    if !args.is_empty() {
        errors.push(args.span(), "`#[export]` takes no arguments");
    }
    let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
        errors.push(item.span(), "`#[export]` belongs on a function with a body");
        return errors.finish(TokenStream::new());
    };
    check(&function, &mut errors);
    let same_type = same_type_as_in_c(&function);
    let no_mangle = (!has_no_mangle(&function)).then(|| quote!(#[unsafe(no_mangle)]));
    errors.finish(quote! {
        #no_mangle
        #function
        #same_type
    })
}

fn check(function: &ItemFn, errors: &mut Errors) {
    let sig = &function.sig;
    let is_c = sig
        .abi
        .as_ref()
        .is_some_and(|abi| abi.name.as_ref().is_none_or(|name| name.value() == "C"));
    if !is_c {
        errors.push(
            sig.fn_token.span,
            "an exported function must be declared `extern \"C\"`",
        );
    }
    for param in &sig.generics.params {
        if !matches!(param, GenericParam::Lifetime(_)) {
            errors.push(
                param.span(),
                "an exported function cannot be generic over types or constants",
            );
        }
    }
    if let Some(token) = &sig.asyncness {
        errors.push(token.span, "an exported function cannot be `async`");
    }
    for input in &sig.inputs {
        if let FnArg::Receiver(receiver) = input {
            errors.push(receiver.span(), "an exported function cannot take `self`");
        }
    }
}

fn has_no_mangle(function: &ItemFn) -> bool {
    function.attrs.iter().any(|attr| match &attr.meta {
        syn::Meta::Path(path) => path.is_ident("no_mangle"),
        syn::Meta::List(list) => {
            list.path.is_ident("unsafe") && list.tokens.to_string() == "no_mangle"
        }
        syn::Meta::NameValue(_) => false,
    })
}

/// A constant that compiles only if C's declaration has the very type that the Rust definition has.
fn same_type_as_in_c(function: &ItemFn) -> TokenStream {
    let sig = &function.sig;
    let name = &sig.ident;
    let cfgs = function
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"));
    let lifetimes = &sig.generics.params;
    let higher_ranked = (!lifetimes.is_empty()).then(|| quote!(for<#lifetimes>));
    let arguments = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(arg) => Some(&*arg.ty),
        FnArg::Receiver(_) => None,
    });
    let variadic = sig.variadic.as_ref().map(|_| quote!(...));
    let output: Option<(&syn::Token![->], &Type)> = match &sig.output {
        ReturnType::Type(arrow, ty) => Some((arrow, ty)),
        ReturnType::Default => None,
    };
    let output = output.map(|(arrow, ty)| quote!(#arrow #ty));
    let declared = quote_spanned!(name.span() => ::kernel::bindings::#name);
    quote! {
        #(#cfgs)*
        const _: () = {
            let _declared_in_c: #higher_ranked unsafe extern "C" fn(#(#arguments,)* #variadic) #output = #declared;
        };
    }
}
