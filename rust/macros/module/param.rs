// SPDX-License-Identifier: GPL-2.0-only

//! Module parameters and their types.

use super::check::has_no_nul;
use super::parse::RawParam;
use super::{default, permissions};
use crate::diag::Errors;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, ToTokens};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit, Type};

/// A parameter without mistakes.
pub(crate) struct Param {
    pub(crate) name: Ident,
    pub(crate) ty: ParamType,
    pub(crate) default: Expr,
    pub(crate) description: String,
    /// Mode of the file in `/sys/module/<module>/parameters`; 0 for no file.
    pub(crate) permissions: u16,
    pub(crate) callback: Option<ExprPath>,
}

impl Param {
    /// The name without `r#`, as users of the module write it.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }
}

/// The type of a parameter.
pub(crate) enum ParamType {
    /// One value.
    Scalar(Scalar),
    /// A string, C's `charp`.
    Charp,
    /// `[T; N]`.
    Array { element: Scalar, len: Expr },
}

/// The type of a value, or of an array's element.
pub(crate) struct Scalar {
    pub(crate) ident: Ident,
    /// Lowest and highest value; none for `bool`.
    pub(super) range: Option<(i128, i128)>,
}

const SCALARS: [(&str, Option<(i128, i128)>); 11] = [
    ("i8", Some((i8::MIN as i128, i8::MAX as i128))),
    ("u8", Some((0, u8::MAX as i128))),
    ("i16", Some((i16::MIN as i128, i16::MAX as i128))),
    ("u16", Some((0, u16::MAX as i128))),
    ("i32", Some((i32::MIN as i128, i32::MAX as i128))),
    ("u32", Some((0, u32::MAX as i128))),
    ("i64", Some((i64::MIN as i128, i64::MAX as i128))),
    ("u64", Some((0, u64::MAX as i128))),
    // Where pointers are narrower, rustc checks the literal itself.
    ("isize", Some((i64::MIN as i128, i64::MAX as i128))),
    ("usize", Some((0, u64::MAX as i128))),
    ("bool", None),
];

impl ParamType {
    /// The type as `modinfo` shows it.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.ident.to_string(),
            Self::Charp => "charp".to_owned(),
            Self::Array { element, .. } => format!("array of {}", element.ident),
        }
    }

    /// The type of the value that a callback receives.
    pub(crate) fn value(&self) -> TokenStream {
        match self {
            Self::Scalar(scalar) => scalar.ident.to_token_stream(),
            Self::Charp => quote!(::kernel::str::CStr),
            Self::Array { element, .. } => {
                let element = &element.ident;
                quote!([#element])
            }
        }
    }

    fn parse(ty: &Type) -> syn::Result<Self> {
        match ty {
            Type::Group(group) => Self::parse(&group.elem),
            Type::Paren(paren) => Self::parse(&paren.elem),
            Type::Path(path) if path.path.is_ident("charp") => Ok(Self::Charp),
            Type::Array(array) => match Self::parse(&array.elem)? {
                Self::Scalar(element) => Ok(Self::Array {
                    element,
                    len: array.len.clone(),
                }),
                _ => {
                    let message = "the elements of an array parameter must be integers or `bool`";
                    Err(syn::Error::new(array.elem.span(), message))
                }
            },
            _ => {
                let scalar = match ty {
                    Type::Path(path) => path.path.get_ident().and_then(Scalar::parse),
                    _ => None,
                };
                scalar.map(Self::Scalar).ok_or_else(|| {
                    let text = ty.to_token_stream().to_string();
                    let known = "expected `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `bool`, `charp` or an array";
                    syn::Error::new(ty.span(), format!("unknown parameter type `{text}`: {known}"))
                })
            }
        }
    }
}

impl Scalar {
    fn parse(ident: &Ident) -> Option<Self> {
        let (_, range) = SCALARS.iter().find(|(name, _)| ident == name)?;
        Some(Self {
            ident: ident.clone(),
            range: *range,
        })
    }
}

/// Judges the parameters of a module.
pub(super) fn check(raw: Vec<RawParam>, errors: &mut Errors) -> Vec<Param> {
    let mut seen = HashSet::new();
    let mut params = Vec::new();
    for param in raw {
        let name = param.name.unraw().to_string();
        if !seen.insert(name.clone()) {
            errors.push(param.name.span(), format!("duplicate parameter `{name}`"));
        }
        params.extend(check_one(param, errors));
    }
    params
}

fn check_one(raw: RawParam, errors: &mut Errors) -> Option<Param> {
    let RawParam { name, ty, fields } = raw;
    let mut given = HashMap::new();
    for (key, value) in fields {
        match given.entry(key.to_string()) {
            Entry::Vacant(place) => drop(place.insert(value)),
            Entry::Occupied(_) => errors.push(
                key.span(),
                format!("duplicate key `{key}` of parameter `{name}`"),
            ),
        }
    }
    for required in ["default", "description"] {
        if !given.contains_key(required) {
            errors.push(
                name.span(),
                format!("parameter `{name}` lacks the key `{required}`"),
            );
        }
    }

    let ty = errors.take(ParamType::parse(&ty));
    let default = given.remove("default");
    if let (Some(ty), Some(default)) = (&ty, &default) {
        default::check(ty, default, errors);
    }
    let description = given
        .remove("description")
        .and_then(|value| check_description(&value, errors));
    let permissions = given
        .remove("permissions")
        .map_or(Some(0), |value| permissions::check(&value, errors));
    let callback = match given.remove("callback") {
        Some(value) => match ungroup(&value) {
            Expr::Path(path) => Some(path.clone()),
            other => {
                errors.push(
                    other.span(),
                    "the value of `callback` must be the path of a function",
                );
                None
            }
        },
        None => None,
    };
    Some(Param {
        name,
        ty: ty?,
        default: default?,
        description: description?,
        permissions: permissions?,
        callback,
    })
}

/// Looks through the invisible group around an argument of a declarative macro.
pub(super) fn ungroup(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => ungroup(&group.expr),
        Expr::Paren(paren) => ungroup(&paren.expr),
        other => other,
    }
}

fn check_description(value: &Expr, errors: &mut Errors) -> Option<String> {
    match ungroup(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => has_no_nul("description", text, errors).then(|| text.value()),
        other => {
            errors.push(
                other.span(),
                "the value of `description` must be a string literal: `description: \"...\"`",
            );
            None
        }
    }
}

/// The span under which a parameter's items are defined.
pub(super) fn definition(name: &Ident) -> Ident {
    let mut name = name.clone();
    let span: Span = crate::diag::defined_at(name.span());
    name.set_span(span);
    name
}
