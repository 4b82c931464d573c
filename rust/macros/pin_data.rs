// SPDX-License-Identifier: GPL-2.0-only

//! `#[pin_data]`: which fields are pinned with their struct, and a way to all of them.
//!
//! The attribute of `pinned_init` sees to what a projection relies on: that the struct is `Unpin` only if
//! its pinned fields are, and that nothing moves them when it is dropped.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{format_ident, quote, ToTokens};
use syn::{parse_quote, Attribute, Field, Fields, Ident, ItemStruct};

/// Leaves the struct to the attribute of `pinned_init`, and adds what is this crate's.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    // That attribute complains of what is no struct with named fields.
    let more =
        syn::parse2(item.clone()).map_or_else(|_| TokenStream::new(), |item| additions(&item));
    quote! {
        #[::pin_init::__private::pin_data(#args)]
        #item
        #more
    }
}

/// A field, and how it is projected.
struct Projected<'a> {
    field: &'a Field,
    name: &'a Ident,
    cfgs: Vec<&'a Attribute>,
    is_pinned: bool,
}

impl<'a> Projected<'a> {
    fn new(field: &'a Field) -> Option<Self> {
        Some(Self {
            field,
            name: field.ident.as_ref()?,
            cfgs: cfgs(&field.attrs),
            is_pinned: field.attrs.iter().any(|attr| attr.path().is_ident("pin")),
        })
    }
}

fn cfgs(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .collect()
}

fn additions(item: &ItemStruct) -> TokenStream {
    let Fields::Named(named) = &item.fields else {
        return TokenStream::new();
    };
    let fields: Vec<Projected<'_>> = named.named.iter().filter_map(Projected::new).collect();
    let pinning = pinning(item, &fields);
    let projection = projection(item, &fields);
    quote!(#pinning #projection)
}

/// What tells initialisers which fields are pinned.
fn pinning(item: &ItemStruct, fields: &[Projected<'_>]) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let (vis, name, item_cfgs) = (&item.vis, &item.ident, cfgs(&item.attrs));
    let borrows = fields.iter().map(|field| {
        let (name, cfgs) = (field.name, &field.cfgs);
        let (reference, function) = if field.is_pinned {
            (quote!(::core::pin::Pin<&mut T>), quote!(pinned))
        } else {
            (quote!(&mut T), quote!(field))
        };
        quote! {
            #(#cfgs)*
            /// # Safety
            ///
            /// It is the guard of this field, and the struct stays where it is.
            #[allow(unused_unsafe)]
            #[inline(always)]
            pub unsafe fn #name<T: ?::core::marker::Sized>(
                self,
                guard: &mut ::pin_init::__private::Guard<T>,
            ) -> #reference {
                // SAFETY: The field is pinned if it says so, and the caller promises the rest.
                unsafe { guard.#function() }
            }
        }
    });
    quote! {
        #(#item_cfgs)*
        const _: () = {
            #[doc(hidden)]
            #vis struct __Pinning;

            #[allow(dead_code, non_snake_case)]
            impl __Pinning {
                #(#borrows)*
            }

            // SAFETY: There is a function for each field, which borrows it as its `#[pin]` has it.
            unsafe impl #impl_generics ::pin_init::__private::HasPinning for #name #ty_generics
            #where_clause
            {
                type Pinning = __Pinning;
                const PINNING: __Pinning = __Pinning;
            }
        };
    }
}

/// The struct of references, and the method that makes one.
fn projection(item: &ItemStruct, fields: &[Projected<'_>]) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let (vis, name, item_cfgs) = (&item.vis, &item.ident, cfgs(&item.attrs));
    let projection = format_ident!("{name}Projection");
    let mut generics = item.generics.clone();
    generics.params.insert(0, parse_quote!('__pin));
    let (its_impl_generics, its_ty_generics, its_where_clause) = generics.split_for_impl();

    // In the struct of references `Self` would be another type.
    let turbofish = ty_generics.as_turbofish();
    let this = quote!(#name #turbofish);
    let named = |tokens: &dyn ToTokens| without_self(tokens.to_token_stream(), &this);
    let its_impl_generics = named(&its_impl_generics);
    let its_where_clause = named(&its_where_clause);
    let declared = fields.iter().map(|field| {
        let (vis, name, cfgs) = (&field.field.vis, field.name, &field.cfgs);
        let ty = named(&field.field.ty);
        let ty = if field.is_pinned {
            quote!(::core::pin::Pin<&'__pin mut #ty>)
        } else {
            quote!(&'__pin mut #ty)
        };
        quote!(#(#cfgs)* #vis #name: #ty)
    });
    let made = fields.iter().map(|field| {
        let (name, cfgs) = (field.name, &field.cfgs);
        let value = if field.is_pinned {
            quote! {
                // SAFETY: The field is pinned as the struct is, which is `Unpin` only if the field is.
                unsafe { ::core::pin::Pin::new_unchecked(&mut this.#name) }
            }
        } else {
            quote!(&mut this.#name)
        };
        quote!(#(#cfgs)* #name: #value)
    });
    quote! {
        #(#item_cfgs)*
        #[doc(hidden)]
        #[allow(dead_code, private_interfaces, clippy::type_complexity)]
        #vis struct #projection #its_impl_generics #its_where_clause {
            #(#declared,)*
            ___pin_phantom_data: ::core::marker::PhantomData<&'__pin mut #name #ty_generics>,
        }

        #(#item_cfgs)*
        #[doc(hidden)]
        impl #impl_generics #name #ty_generics #where_clause {
            /// All fields at once: those with `#[pin]` as `Pin<&mut _>`, others as `&mut _`.
            #[allow(dead_code, private_interfaces)]
            #[inline]
            #vis fn project<'__pin>(
                self: ::core::pin::Pin<&'__pin mut Self>,
            ) -> #projection #its_ty_generics {
                // SAFETY: The struct is not moved, nor are the fields that are pinned with it.
                let this = unsafe { ::core::pin::Pin::get_unchecked_mut(self) };
                #projection {
                    #(#made,)*
                    ___pin_phantom_data: ::core::marker::PhantomData,
                }
            }
        }
    }
}

/// Writes a type's name where `Self` stands.
fn without_self(tokens: TokenStream, name: &TokenStream) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => name.clone(),
        TokenTree::Group(group) => {
            let inner = without_self(group.stream(), name);
            let mut copy = Group::new(group.delimiter(), inner);
            copy.set_span(group.span());
            TokenTree::Group(copy).into()
        }
        other => other.into(),
    };
    tokens.into_iter().flat_map(replace).collect()
}
