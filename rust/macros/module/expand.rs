// SPDX-License-Identifier: GPL-2.0-only

//! Last pass of `module!`: writes the items.

use super::check::{Module, Name, NAME_MAX_64BIT};
use super::modinfo;
use super::param::{definition, Param, ParamType};
use crate::diag::defined_at;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::ffi::CString;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

/// Writes everything that a module consists of besides its own code.
pub(super) fn expand(module: &Module, file: Option<&str>) -> TokenStream {
    let identity = identity(&module.name);
    let modinfo = modinfo::expand(module, file);
    let entry = entry_points(module);
    let params = params(module);
    quote! {
        #identity
        #modinfo
        #params
        #entry
    }
}

/// The module's name and its `struct module`.
fn identity(name: &Name) -> TokenStream {
    let prefix = Literal::byte_string(format!("{}\0", name.text).as_bytes());
    let c_name = c_string(&name.text);
    let too_long = (name.text.len() > NAME_MAX_64BIT).then(|| {
        let len = name.text.len();
        let message = format!(
            "the module's name has {len} characters: MODULE_NAME_LEN allows {NAME_MAX_64BIT}"
        );
        quote_spanned! { name.span =>
            #[cfg(target_pointer_width = "64")]
            ::core::compile_error!(#message);
        }
    });
    quote! {
        #too_long

        /// What every message of this module begins with.
        const __LOG_PREFIX: &[u8] = #prefix;

        /// This module, as a type.
        #[doc(hidden)]
        pub struct LocalModule;

        impl ::kernel::ModuleMetadata for LocalModule {
            const NAME: &'static ::kernel::str::CStr = #c_name;

            #[cfg(MODULE)]
            const THIS_MODULE: ::kernel::ThisModule = {
                unsafe extern "C" {
                    static __this_module: ::kernel::bindings::module;
                }
                // SAFETY: modpost defines `__this_module` for every loadable module.
                unsafe { ::kernel::ThisModule::from_ptr((&raw const __this_module).cast_mut()) }
            };

            #[cfg(not(MODULE))]
            const THIS_MODULE: ::kernel::ThisModule = {
                // SAFETY: C's `THIS_MODULE` is null in built-in code.
                unsafe { ::kernel::ThisModule::from_ptr(::core::ptr::null_mut()) }
            };
        }

        /// This module, as C knows it.
        static THIS_MODULE: ::kernel::ThisModule = <LocalModule as ::kernel::ModuleMetadata>::THIS_MODULE;
    }
}

/// The functions that the kernel calls when the module comes and goes, after `include/linux/init.h` and
/// `include/linux/module.h`. They are cold, as C's `__init` and `__exit` are.
fn entry_points(module: &Module) -> TokenStream {
    let ty = &module.ty;
    // Where the user wrote the type: a trait that it lacks is reported there.
    let ty_here = Ident::new("__KernelModule", defined_at(ty.span()));
    let name = module.name.for_symbols();
    let init = format_ident!("__{}_init", name);
    let exit = format_ident!("__{}_exit", name);
    let entry_label = Literal::string(&format!("__initcall__kmod_{name}__rust_init6:"));
    quote! {
        #[doc(hidden)]
        type __KernelModule = #ty;

        #[doc(hidden)]
        mod __module_entry {
            use super::{__KernelModule, THIS_MODULE};

            /// Work, timers and threads that will call code of this module. The name is how code of
            /// `kernel`, compiled into this module, finds it.
            #[cfg(MODULE)]
            #[unsafe(export_name = "rust_code_users")]
            static CODE_USERS: ::kernel::module::__private::CodeUsers =
                ::kernel::module::__private::CodeUsers::new(super::__LOG_PREFIX);

            /// The module's one instance, filled by the first function below and emptied by the second.
            static mut __MOD: ::core::mem::MaybeUninit<__KernelModule> = ::core::mem::MaybeUninit::uninit();

            unsafe fn init() -> ::kernel::ffi::c_int {
                // SAFETY: The kernel calls this once, before anything else of the module, and does not call
                // `exit` at the same time.
                unsafe { ::kernel::module::__private::init::<#ty_here>(&raw mut __MOD, &THIS_MODULE) }
            }

            unsafe fn exit() {
                // SAFETY: The kernel calls this once, after `init` succeeded, and nothing of the module
                // afterwards.
                unsafe { ::kernel::module::__private::exit::<#ty_here>(&raw mut __MOD, &THIS_MODULE) }
            }

            #[cfg(MODULE)]
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".init.text")]
            #[cold]
            pub unsafe extern "C" fn init_module() -> ::kernel::ffi::c_int {
                // SAFETY: This is the call that `init` waits for.
                unsafe { init() }
            }

            #[cfg(MODULE)]
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".exit.text")]
            #[cold]
            pub unsafe extern "C" fn cleanup_module() {
                // SAFETY: This is the call that `exit` waits for.
                unsafe { exit() }
            }

            // The loader takes the address of both functions, which objtool must know: C's `___ADDRESSABLE`.
            #[cfg(MODULE)]
            #[unsafe(link_section = ".init.data")]
            static __INIT: unsafe extern "C" fn() -> ::kernel::ffi::c_int = init_module;

            #[cfg(MODULE)]
            #[unsafe(link_section = ".exit.data")]
            static __EXIT: unsafe extern "C" fn() = cleanup_module;

            #[cfg(MODULE)]
            ::core::arch::global_asm!(
                ".section \".discard.addressable\", \"aw\"",
                ".long {init} - .",
                ".long {exit} - .",
                ".previous",
                init = sym __INIT,
                exit = sym __EXIT,
            );

            #[cfg(not(MODULE))]
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".init.text")]
            #[cold]
            pub unsafe extern "C" fn #init() -> ::kernel::ffi::c_int {
                // SAFETY: This is the call that `init` waits for.
                unsafe { init() }
            }

            #[cfg(not(MODULE))]
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".exit.text")]
            #[cold]
            pub unsafe extern "C" fn #exit() {
                // SAFETY: This is the call that `exit` waits for.
                unsafe { exit() }
            }

            // `device_initcall()`.
            #[cfg(all(not(MODULE), CONFIG_HAVE_ARCH_PREL32_RELOCATIONS))]
            ::core::arch::global_asm!(
                ".section \".initcall6.init\", \"a\"",
                #entry_label,
                ".long {init} - .",
                ".previous",
                init = sym #init,
            );

            #[cfg(all(not(MODULE), not(CONFIG_HAVE_ARCH_PREL32_RELOCATIONS)))]
            #[unsafe(link_section = ".initcall6.init")]
            static __INITCALL: unsafe extern "C" fn() -> ::kernel::ffi::c_int = #init;

            #[cfg(all(not(MODULE), not(CONFIG_HAVE_ARCH_PREL32_RELOCATIONS)))]
            ::core::arch::global_asm!(
                ".section \".discard.addressable\", \"aw\"",
                ".long {init} - .",
                ".previous",
                init = sym __INITCALL,
            );

            // `__exitcall()`.
            #[cfg(not(MODULE))]
            #[unsafe(link_section = ".exitcall.exit")]
            static __EXITCALL: unsafe extern "C" fn() = #exit;

            #[cfg(not(MODULE))]
            ::core::arch::global_asm!(
                ".section \".discard.addressable\", \"aw\"",
                ".long {exit} - .",
                ".previous",
                exit = sym __EXITCALL,
            );
        }
    }
}

/// The parameters: what the module reads, and what the kernel's parser finds in `__param`.
fn params(module: &Module) -> TokenStream {
    if module.params.is_empty() {
        return TokenStream::new();
    }
    let callbacks = module.params.iter().map(callback);
    let values = module.params.iter().map(value);
    let entries = module
        .params
        .iter()
        .map(|param| param_entry(&module.name, param));
    let keep = module.params.iter().map(entry_name);
    let lines = module.params.iter().map(|_| quote!(".long {} - .",));
    quote! {
        #(#callbacks)*

        /// The parameters of this module.
        mod module_parameters {
            #[allow(unused_imports)]
            use super::*;

            #(#values)*
        }

        #[doc(hidden)]
        mod __module_param_entries {
            use super::{module_parameters, LocalModule};

            #(#entries)*

            ::core::arch::global_asm!(
                ".section \".discard.addressable\", \"aw\"",
                #(#lines)*
                ".previous",
                #(sym #keep,)*
            );
        }
    }
}

/// The type through which the module reads the parameter, and its initial value.
fn access(param: &Param) -> (TokenStream, TokenStream) {
    let default = &param.default;
    let (ty, value) = match &param.ty {
        ParamType::Scalar(scalar) => {
            let scalar = &scalar.ident;
            let access = quote!(::kernel::module_param::ModuleParamAccess);
            (quote!(#access<#scalar>), quote!(#access::new(#default)))
        }
        ParamType::Charp => {
            let access = quote!(::kernel::module_param::StringParam);
            let default = match default {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => {
                    let mut literal = c_string(&text.value());
                    literal.set_span(text.span());
                    quote!(#literal)
                }
                other => quote!(#other),
            };
            (access.clone(), quote!(#access::new(#default)))
        }
        ParamType::Array { element, len } => {
            let element = &element.ident;
            let access = quote!(::kernel::module_param::ArrayParam);
            (
                quote!(#access<#element, { #len }>),
                quote!(#access::new(#default)),
            )
        }
    };
    if param.callback.is_none() {
        return (ty, value);
    }
    let callback = callback_name(param);
    let wrapper = quote!(::kernel::module_param::Callback);
    (
        quote!(#wrapper<#ty, super::#callback>),
        quote!(#wrapper::new(#value)),
    )
}

fn value(param: &Param) -> TokenStream {
    let name = definition(&param.name);
    let doc = format!(" {}", param.description);
    let (ty, value) = access(param);
    quote! {
        #[doc = #doc]
        pub(crate) static #name: #ty = #value;
    }
}

fn callback_name(param: &Param) -> Ident {
    format_ident!("__CallbackOf_{}", param.plain_name())
}

fn callback(param: &Param) -> TokenStream {
    let Some(path) = &param.callback else {
        return TokenStream::new();
    };
    let name = callback_name(param);
    let value = param.ty.value();
    quote! {
        #[doc(hidden)]
        pub(crate) struct #name;

        impl ::kernel::module_param::ParamCallback<#value> for #name {
            fn changed(value: &#value) -> ::kernel::error::Result {
                #path(value)
            }
        }
    }
}

fn entry_name(param: &Param) -> Ident {
    format_ident!("__PARAM_{}", param.plain_name())
}

fn param_entry(module: &Name, param: &Param) -> TokenStream {
    let entry = entry_name(param);
    let name = definition(&param.name);
    let plain = param.plain_name();
    let loadable = c_string(&plain);
    let built_in = c_string(&format!("{}.{plain}", module.for_symbols()));
    let permissions = octal(param.permissions);
    quote! {
        #[unsafe(link_section = "__param")]
        static #entry: ::kernel::module_param::KernelParam = ::kernel::module_param::__param(
            if ::core::cfg!(MODULE) { #loadable } else { #built_in },
            <LocalModule as ::kernel::ModuleMetadata>::THIS_MODULE.as_ptr(),
            &module_parameters::#name,
            #permissions,
        );
    }
}

fn octal(mode: u16) -> TokenStream {
    format!("0o{mode:03o}").parse().unwrap_or_default()
}

/// A C string literal. The checks leave no text with a NUL character.
fn c_string(text: &str) -> Literal {
    Literal::c_string(&CString::new(text).unwrap_or_default())
}
