// SPDX-License-Identifier: GPL-2.0-only

//! Defaults of module parameters.

use super::check::has_no_nul;
use super::param::{ungroup, ParamType, Scalar};
use crate::diag::Errors;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// Checks the defaults that are literals; rustc judges any other constant expression.
pub(super) fn check(ty: &ParamType, default: &Expr, errors: &mut Errors) {
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
            errors.push(value.span(), wrong_type(scalar));
        }
        return;
    };
    let Some((low, high)) = scalar.range else {
        errors.push(value.span(), wrong_type(scalar));
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

fn wrong_type(scalar: &Scalar) -> String {
    let what = if scalar.range.is_some() {
        "an integer"
    } else {
        "`true` or `false`"
    };
    format!(
        "the default of a `{}` parameter must be {what}",
        scalar.ident
    )
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
