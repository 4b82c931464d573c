// SPDX-License-Identifier: GPL-2.0-only

//! `#[kunit_tests]`: a module of `#[test]` functions becomes a KUnit suite.

use crate::diag::Errors;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use std::ffi::CString;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{parse_quote, Attribute, Item, ItemFn, ItemMod};

/// Room for a suite's name in `struct kunit_suite`, less the final NUL.
const SUITE_NAME_MAX: usize = 255;

/// Builds the suite; `file` is what a failed assertion names as its source file.
pub(crate) fn expand(args: TokenStream, item: TokenStream, file: &str) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let suite = suite_name(args, &mut errors);
    let Ok(mut module) = syn::parse2::<ItemMod>(item.clone()) else {
        errors.push(item.span(), "`#[kunit_tests]` belongs on a module");
        return errors.finish(item);
    };
    let Some((_, items)) = &mut module.content else {
        errors.push(
            module.ident.span(),
            "`#[kunit_tests]` needs the module's body here, not in another file",
        );
        return errors.finish(item);
    };

    let mut cases = Vec::new();
    for item in items.iter_mut() {
        if let Item::Fn(function) = item {
            if let Some(case) = take_test(function, file, &mut errors) {
                cases.push(case);
            }
        }
    }
    items.splice(0..0, assertions(&suite.unraw().to_string(), file));
    let runners = cases.iter().map(|case| &case.runner);
    items.extend(runners.cloned().map(Item::Fn));
    items.extend(suite_items(&suite, &cases));

    module
        .attrs
        .insert(0, parse_quote!(#[cfg(CONFIG_KUNIT = "y")]));
    errors.finish(quote!(#module))
}

fn suite_name(args: TokenStream, errors: &mut Errors) -> Ident {
    match syn::parse2::<Ident>(args.clone()) {
        Ok(name) => {
            if name.unraw().to_string().len() > SUITE_NAME_MAX {
                errors.push(
                    name.span(),
                    format!("a suite's name has at most {SUITE_NAME_MAX} characters"),
                );
            }
            name
        }
        Err(_) => {
            let span = if args.is_empty() {
                Span::call_site()
            } else {
                args.span()
            };
            errors.push(
                span,
                "`#[kunit_tests]` takes the suite's name: `#[kunit_tests(rust_something)]`",
            );
            Ident::new("unnamed", span)
        }
    }
}

/// A test function and the `extern "C"` function that KUnit calls in its place.
struct Case {
    name: String,
    runner: ItemFn,
}

/// Takes `#[test]` off a function and prepares its case; leaves other functions alone.
fn take_test(function: &mut ItemFn, file: &str, errors: &mut Errors) -> Option<Case> {
    let at = function
        .attrs
        .iter()
        .position(|attr| attr.path().is_ident("test"))?;
    function.attrs.remove(at);
    check_test(function, errors);

    // A test that is configured out is reported as skipped, not forgotten.
    let cfgs: Vec<Attribute> = function
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .cloned()
        .collect();
    let ident = &function.sig.ident;
    let name = ident.unraw().to_string();
    let run = quote!({
        let outcome = #ident();
        ::kernel::kunit_assert!(#name, #file, 0, ::kernel::kunit::is_test_result_ok(outcome));
    });
    let body = if cfgs.is_empty() {
        run
    } else {
        quote!({
            // SAFETY: KUnit passed this test to this function.
            unsafe { ::kernel::kunit::set_skipped(_test, true) };
            #(#cfgs)*
            {
                // SAFETY: As above.
                unsafe { ::kernel::kunit::set_skipped(_test, false) };
                #run
            }
        })
    };
    let runner_name = format_ident!("__kunit_run_{}", name);
    let runner = parse_quote! {
        unsafe extern "C" fn #runner_name(_test: *mut ::kernel::bindings::kunit) {
            // SAFETY: KUnit passed this test to this function.
            unsafe { ::kernel::kunit::enter(_test) };
            #body
        }
    };

    Some(Case { name, runner })
}

fn check_test(function: &ItemFn, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(input) = sig.inputs.first() {
        errors.push(input.span(), "a test function takes no arguments");
    }
    if let Some(param) = sig.generics.params.first() {
        errors.push(param.span(), "a test function cannot be generic");
    }
    if let Some(token) = &sig.asyncness {
        errors.push(token.span, "a test function cannot be `async`");
    }
    if let Some(token) = &sig.unsafety {
        errors.push(token.span, "a test function cannot be `unsafe`");
    }
    for attr in &function.attrs {
        for unsupported in ["test", "should_panic", "ignore"] {
            if attr.path().is_ident(unsupported) {
                let message = match unsupported {
                    "test" => "`#[test]` may be given once only".to_owned(),
                    _ => format!("`#[{unsupported}]` has no counterpart in KUnit"),
                };
                errors.push(attr.span(), message);
            }
        }
    }
}

/// Macros that shadow core's assertions in the whole module: a failure is reported to KUnit, which ends the
/// case, and does not panic. Given a message, they print that first.
fn assertions(name: &str, file: &str) -> Vec<Item> {
    vec![
        parse_quote! {
            #[allow(unused_macros)]
            macro_rules! assert {
                ($cond:expr $(,)?) => {
                    ::kernel::kunit_assert!(#name, #file, 0, $cond)
                };
                ($cond:expr, $($message:tt)+) => {{
                    let holds: bool = $cond;
                    if !holds {
                        ::kernel::kunit::err(::kernel::macros::fmt!($($message)+));
                    }
                    ::kernel::kunit_assert!(#name, #file, 0, holds)
                }};
            }
        },
        parse_quote! {
            #[allow(unused_macros)]
            macro_rules! assert_eq {
                ($left:expr, $right:expr $(,)?) => {
                    ::kernel::kunit_assert_eq!(#name, #file, 0, $left, $right)
                };
                ($left:expr, $right:expr, $($message:tt)+) => {
                    assert!(($left) == ($right), $($message)+)
                };
            }
        },
        parse_quote! {
            #[allow(unused_macros)]
            macro_rules! assert_ne {
                ($left:expr, $right:expr $(,)?) => {
                    ::kernel::kunit_assert!(#name, #file, 0, ($left) != ($right))
                };
                ($left:expr, $right:expr, $($message:tt)+) => {
                    assert!(($left) != ($right), $($message)+)
                };
            }
        },
    ]
}

/// The suite's array of cases, ended by an empty one, and its registration.
fn suite_items(suite: &Ident, cases: &[Case]) -> Vec<Item> {
    let len = cases.len() + 1;
    let entries = cases.iter().map(|case| {
        let name = Literal::c_string(&CString::new(case.name.as_str()).unwrap_or_default());
        let runner = &case.runner.sig.ident;
        quote!(::kernel::kunit::kunit_case(#name, #runner))
    });
    vec![
        parse_quote! {
            static mut KUNIT_CASES: [::kernel::bindings::kunit_case; #len] = [
                #(#entries,)*
                // SAFETY: The C structure is plain data; KUnit takes a case without a function as the end.
                unsafe { ::core::mem::zeroed() },
            ];
        },
        parse_quote! {
            ::kernel::kunit_unsafe_test_suite!(#suite, KUNIT_CASES);
        },
    ]
}
