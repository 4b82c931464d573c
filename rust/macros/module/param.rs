// SPDX-License-Identifier: GPL-2.0-only

//! Module parameters: their types, defaults and permissions.

use super::check::has_no_nul;
use super::parse::RawParam;
use crate::diag::Errors;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, ToTokens};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, ExprUnary, Lit, LitInt, Type, UnOp};

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
    ident: Ident,
    /// Lowest and highest value; none for `bool`.
    range: Option<(i128, i128)>,
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

    pub(crate) fn ident(&self) -> &Ident {
        &self.ident
    }

    fn wrong_type(&self) -> String {
        let what = if self.range.is_some() {
            "an integer"
        } else {
            "`true` or `false`"
        };
        format!("the default of a `{}` parameter must be {what}", self.ident)
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
        check_default(ty, default, errors);
    }
    let description = given
        .remove("description")
        .and_then(|value| check_description(&value, errors));
    let permissions = given
        .remove("permissions")
        .map_or(Some(0), |value| check_permissions(&value, errors));
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
fn ungroup(value: &Expr) -> &Expr {
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

/// Checks the defaults that are literals; rustc judges any other constant expression.
fn check_default(ty: &ParamType, default: &Expr, errors: &mut Errors) {
    match (ty, ungroup(default)) {
        (ParamType::Scalar(scalar), value) => check_scalar(scalar, value, errors),
        (ParamType::Charp, Expr::Lit(literal)) => match &literal.lit {
            Lit::CStr(_) => {}
            Lit::Str(text) => drop(has_no_nul("default", text, errors)),
            other => errors.push(
                other.span(),
                "the default of a `charp` parameter must be a string literal",
            ),
        },
        (ParamType::Charp, Expr::Array(array)) => {
            errors.push(
                array.span(),
                "the default of a `charp` parameter must be a string literal",
            );
        }
        (ParamType::Charp, _) => {}
        (ParamType::Array { element, len }, Expr::Array(array)) => {
            let given = array.elems.len();
            let expected = Integer::parse(ungroup(len))
                .and_then(|literal| usize::try_from(literal.value?).ok());
            if let Some(expected) = expected.filter(|expected| *expected != given) {
                let message = format!(
                    "the default has {given} elements, the parameter's type has {expected}"
                );
                errors.push(array.span(), message);
            }
            array
                .elems
                .iter()
                .for_each(|value| check_scalar(element, ungroup(value), errors));
        }
        (ParamType::Array { element, .. }, Expr::Repeat(repeat)) => {
            check_scalar(element, ungroup(&repeat.expr), errors);
        }
        (ParamType::Array { .. }, value @ Expr::Lit(_)) => {
            errors.push(
                value.span(),
                "the default of an array parameter must be an array: `[1, 2]`",
            );
        }
        (ParamType::Array { .. }, _) => {}
    }
}

fn check_scalar(scalar: &Scalar, value: &Expr, errors: &mut Errors) {
    let ty = &scalar.ident;
    let Some(literal) = Integer::parse(value) else {
        let is_bool = matches!(
            value,
            Expr::Lit(ExprLit {
                lit: Lit::Bool(_),
                ..
            })
        );
        let is_literal = matches!(value, Expr::Lit(_) | Expr::Array(_) | Expr::Repeat(_));
        if is_literal && !(is_bool && scalar.range.is_none()) {
            errors.push(value.span(), scalar.wrong_type());
        }
        return;
    };
    let Some((low, high)) = scalar.range else {
        errors.push(value.span(), scalar.wrong_type());
        return;
    };
    if !literal.suffix.is_empty() && *ty != literal.suffix {
        let suffix = literal.suffix;
        errors.push(
            value.span(),
            format!("the default is of type `{suffix}`, the parameter of type `{ty}`"),
        );
    } else if !literal
        .value
        .is_some_and(|value| (low..=high).contains(&value))
    {
        let text = literal.text;
        errors.push(
            value.span(),
            format!("the default `{text}` does not fit `{ty}`, {low} to {high}"),
        );
    }
}

/// An integer literal, `-` included.
struct Integer {
    /// As written.
    text: String,
    /// None if it is wider than any parameter.
    value: Option<i128>,
    suffix: String,
}

impl Integer {
    fn parse(value: &Expr) -> Option<Self> {
        match value {
            Expr::Lit(ExprLit {
                lit: Lit::Int(literal),
                ..
            }) => {
                let value = literal.base10_parse().ok();
                let suffix = literal.suffix().to_owned();
                Some(Self {
                    text: literal.to_string(),
                    value,
                    suffix,
                })
            }
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match ungroup(expr) {
                literal @ Expr::Lit(_) => {
                    let Self {
                        text,
                        value,
                        suffix,
                    } = Self::parse(literal)?;
                    Some(Self {
                        text: format!("-{text}"),
                        value: value.and_then(i128::checked_neg),
                        suffix,
                    })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Applies the rules of C's `VERIFY_OCTAL_PERMISSIONS`.
fn check_permissions(value: &Expr, errors: &mut Errors) -> Option<u16> {
    let value = ungroup(value);
    let Expr::Lit(ExprLit {
        lit: Lit::Int(literal),
        ..
    }) = value
    else {
        errors.push(
            value.span(),
            "the value of `permissions` must be an octal number: `0o444`",
        );
        return None;
    };
    match permissions(literal) {
        Ok(mode) => Some(mode),
        Err(message) => {
            errors.push(literal.span(), message);
            None
        }
    }
}

fn permissions(literal: &LitInt) -> Result<u16, String> {
    let text = literal.to_string();
    let digits = literal.base10_digits();
    if !text.starts_with("0o") && digits != "0" {
        return Err(format!(
            "permissions are octal: write `0o{}`",
            digits.trim_start_matches('0')
        ));
    }
    let mode = match literal.base10_parse::<u16>() {
        Ok(mode) if mode <= 0o777 => mode,
        _ => return Err(format!("permissions `{text}` are above `0o777`")),
    };
    let (user, group, other) = (mode >> 6, mode >> 3, mode);
    let fault = if other & 2 != 0 {
        "let everybody write"
    } else if user & 4 < group & 4 {
        "let the group read, but not the owner"
    } else if group & 4 < other & 4 {
        "let others read, but not the group"
    } else if user & 2 < group & 2 {
        "let the group write, but not the owner"
    } else {
        return Ok(mode);
    };
    Err(format!("permissions `{text}` {fault}"))
}

/// The span under which a parameter's items are defined.
pub(super) fn definition(name: &Ident) -> Ident {
    let mut name = name.clone();
    let span: Span = crate::diag::defined_at(name.span());
    name.set_span(span);
    name
}
