// SPDX-License-Identifier: GPL-2.0-only

//! `concat_idents!`.

use crate::{concat_idents, expand};

#[test]
fn identifiers_are_joined() {
    assert_eq!(expand(concat_idents::expand, "a, b"), Ok("ab".to_owned()));
    assert_eq!(
        expand(concat_idents::expand, "r#type, _of, _3,"),
        Ok("type_of_3".to_owned())
    );
    assert_eq!(
        expand(concat_idents::expand, "type, self"),
        Ok("typeself".to_owned())
    );
}

#[test]
fn anything_else_is_refused() {
    for input in ["", "a", "a b", "a, 1", "a::b, c", ", a"] {
        assert!(expand(concat_idents::expand, input).is_err(), "{input}");
    }
}
