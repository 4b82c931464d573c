// SPDX-License-Identifier: GPL-2.0-only

//! Modes of the files that stand for module parameters.

use super::param::ungroup;
use crate::diag::Errors;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitInt};

/// Applies the rules of C's `VERIFY_OCTAL_PERMISSIONS`.
pub(super) fn check(value: &Expr, errors: &mut Errors) -> Option<u16> {
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
