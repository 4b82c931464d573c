// SPDX-License-Identifier: GPL-2.0-only

//! Second pass of `module!`: keys and values to a module that is right.

use super::param::{self, Param};
use super::parse::{Entry, Value, KEYS};
use crate::diag::{list_names, Errors};
use proc_macro2::Span;
use std::collections::HashMap;
use syn::{LitStr, Type};

/// `MODULE_NAME_LEN` less the final NUL on a 32-bit kernel, where names may be longest.
const NAME_MAX_32BIT: usize = 64 - 4 - 1;

/// `MODULE_NAME_LEN` less the final NUL on a 64-bit kernel.
pub(crate) const NAME_MAX_64BIT: usize = 64 - 8 - 1;

/// A module without mistakes.
pub(crate) struct Module {
    /// The type that implements `kernel::Module` or `kernel::InPlaceModule`.
    pub(crate) ty: Type,
    pub(crate) name: Name,
    /// Tags and values for `.modinfo`, in their order there.
    pub(crate) info: Vec<(&'static str, String)>,
    pub(crate) params: Vec<Param>,
}

/// A module's name.
pub(crate) struct Name {
    /// As written.
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Name {
    /// As Kbuild's `KBUILD_MODNAME` spells it, and as symbols need it.
    pub(crate) fn for_symbols(&self) -> String {
        self.text.replace('-', "_")
    }
}

/// Judges what was parsed. `None` comes with an error in `errors`.
pub(crate) fn check(entries: Vec<Entry>, errors: &mut Errors) -> Option<Module> {
    check_order(&entries, errors);
    let mut given = take_once(entries, errors);

    for required in ["type", "name", "license"] {
        if !given.contains_key(required) {
            errors.push(Span::call_site(), format!("missing key `{required}`"));
        }
    }

    let ty = match given.remove("type") {
        Some(Value::Type(ty)) => Some(ty),
        _ => None,
    };
    let name = match given.remove("name") {
        Some(Value::Text(name)) => check_name(&name, errors),
        _ => None,
    };

    let mut info = Vec::new();
    let tags = [
        ("authors", "author"),
        ("description", "description"),
        ("license", "license"),
        ("alias", "alias"),
        ("firmware", "firmware"),
        ("imports_ns", "import_ns"),
    ];
    for (key, tag) in tags {
        let texts = match given.remove(key) {
            Some(Value::Text(text)) => vec![text],
            Some(Value::List(texts)) => texts,
            _ => continue,
        };
        for text in texts {
            if let Some(text) = check_text(key, &text, errors) {
                info.push((tag, text));
            }
        }
    }

    let params = match given.remove("params") {
        Some(Value::Params(params)) => param::check(params, errors),
        _ => Vec::new(),
    };
    Some(Module {
        ty: ty?,
        name: name?,
        info,
        params,
    })
}

/// The key under which `key` is filed: `author` is the old form of `authors`.
fn canonical(key: &str) -> &str {
    match key {
        "author" => "authors",
        other => other,
    }
}

fn check_order(entries: &[Entry], errors: &mut Errors) {
    let place = |key: &str| KEYS.iter().position(|known| *known == canonical(key));
    let mut furthest: Option<(usize, &Entry)> = None;
    for entry in entries {
        let Some(at) = place(&entry.key.to_string()) else {
            continue;
        };
        match furthest {
            Some((reached, before)) if at < reached => {
                let (key, before) = (&entry.key, &before.key);
                let order = list_names(KEYS);
                errors.push(
                    key.span(),
                    format!("`{key}` must come before `{before}`: the order is {order}"),
                );
            }
            _ => furthest = Some((at, entry)),
        }
    }
}

/// Files the values under their keys, each of which may come once.
fn take_once(entries: Vec<Entry>, errors: &mut Errors) -> HashMap<String, Value> {
    let mut given = HashMap::new();
    for Entry { key, value } in entries {
        let text = key.to_string();
        let name = canonical(&text).to_owned();
        if !KEYS.contains(&name.as_str()) {
            continue;
        }
        if given.contains_key(&name) {
            errors.push(key.span(), format!("duplicate key `{name}`"));
            continue;
        }
        given.insert(name, value);
    }
    given
}

fn check_name(name: &LitStr, errors: &mut Errors) -> Option<Name> {
    let (text, span) = (name.value(), name.span());
    if text.is_empty() {
        errors.push(span, "the module's name is empty");
        return None;
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(bad) = text.chars().find(|c| !allowed(*c)) {
        let rule = "letters, digits, `_` and `-` are allowed";
        errors.push(span, format!("a module's name cannot hold {bad:?}: {rule}"));
        return None;
    }
    if text.len() > NAME_MAX_32BIT {
        let len = text.len();
        errors.push(
            span,
            format!(
                "the module's name has {len} characters: MODULE_NAME_LEN allows {NAME_MAX_64BIT}"
            ),
        );
        return None;
    }
    Some(Name { text, span })
}

/// Text for `.modinfo`.
fn check_text(key: &str, text: &LitStr, errors: &mut Errors) -> Option<String> {
    if text.value().is_empty() && key != "description" {
        errors.push(text.span(), format!("the value of `{key}` is empty"));
        return None;
    }
    has_no_nul(key, text, errors).then(|| text.value())
}

/// Refuses what would end early as a C string.
pub(super) fn has_no_nul(key: &str, text: &LitStr, errors: &mut Errors) -> bool {
    let sound = !text.value().contains('\0');
    if !sound {
        errors.push(
            text.span(),
            format!("the value of `{key}` holds a NUL character"),
        );
    }
    sound
}
