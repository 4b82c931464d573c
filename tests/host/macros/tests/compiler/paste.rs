// SPDX-License-Identifier: GPL-2.0-only

//! `paste!`.

use crate::{expand, paste, tokens};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

fn assert_expands(input: &str, output: &str) {
    assert_eq!(expand(paste::expand, input), Ok(tokens(output)), "{input}");
}

#[test]
fn pieces_are_joined() {
    assert_expands("[<a b>]", "ab");
    assert_expands("[<a _ \"b\" 'c' 1>]", "a_bc1");
    assert_expands("[<r#type _ 0x1f>]", "type_0x1f");
    assert_expands("['a]", "['a]");
}

#[test]
fn modifiers_apply_to_one_piece() {
    assert_expands("[<Ab:lower Cd:upper Ef>]", "abCDEf");
    assert_expands(
        "[<FooBarHTTP:snake _ foo_bar:camel>]",
        "foo_bar_http_FooBar",
    );
    assert_expands("[<foo_bar:camel:upper>]", "FOOBAR");
    assert_expands("[<a:span b:lower>]", "ab");
}

#[test]
fn every_position_is_reached() {
    assert_expands(
        "mod [<a b>] { fn [<c d>](x: [<E f>]) -> (u8, [[<G h>]; 2]) { [<i j>]!([<k l>]) } }",
        "mod ab { fn cd(x: Ef) -> (u8, [Gh; 2]) { ij!(kl) } }",
    );
    assert_expands(
        "#[allow([<dead _code>])] #![[<c fg>](x)]",
        "#[allow(dead_code)] #![cfg(x)]",
    );
    assert_expands("a::[<b c>]::d", "a::bc::d");
    assert_expands("$[<x y>]", "$xy");
}

#[test]
fn slice_types_are_left_alone() {
    for text in [
        "[<T as Trait>::Item<u8>]",
        "[<T>::X; 4]",
        "[a < b, c > d]",
        "[]",
        "[<]",
        "x[<a as u8>::MAX]",
    ] {
        assert_expands(text, text);
    }
}

#[test]
fn doc_attributes_are_joined() {
    assert_expands(
        r#"#[doc = "Reads " foo "."] x"#,
        r#"#[doc = "Reads foo."] x"#,
    );
    assert_expands(
        r#"#[doc = "The `" [<a b:upper>] "`"] x"#,
        r#"#[doc = "The `aB`"] x"#,
    );
    assert_expands(r#"#![doc = "a" "b"]"#, r#"#![doc = "ab"]"#);
    assert_expands(r#"#[doc = "Reads " Foo:lower]"#, r#"#[doc = "Reads foo"]"#);
    for text in [
        r#"#[doc = "plain"]"#,
        "#[doc(hidden)]",
        r#"#[doc = concat!("a", "b")]"#,
        "/// text\n",
    ] {
        assert_expands(text, text);
    }
}

#[test]
fn lifetimes_can_be_built() {
    let output = expand(paste::expand, "&[<'a b>] u8").unwrap();
    assert_eq!(output.replace(' ', ""), "&'abu8");
}

fn invisible(text: &str) -> TokenTree {
    Group::new(Delimiter::None, text.parse().expect("tokens")).into()
}

#[test]
fn invisible_groups_are_seen_through() {
    // What `$name` of a declarative macro leaves in the input.
    let inner: TokenStream = [
        "<".parse::<TokenStream>().unwrap(),
        invisible("a").into(),
        invisible("\"_b\"").into(),
        ":upper>".parse().unwrap(),
    ]
    .into_iter()
    .collect();
    let input = TokenStream::from(TokenTree::from(Group::new(Delimiter::Bracket, inner)));
    assert_eq!(paste::expand(input).unwrap().to_string(), "a_B");

    // Inside another invisible group, which stays.
    let nested: TokenStream = [invisible("Vec<[<A b>]>")].into_iter().collect();
    let output: Vec<TokenTree> = paste::expand(nested).unwrap().into_iter().collect();
    assert!(
        matches!(output.as_slice(), [TokenTree::Group(group)] if group.delimiter() == Delimiter::None
        && group.stream().to_string() == tokens("Vec<Ab>"))
    );
}

#[test]
fn invisible_groups_inside_paths_are_opened() {
    let input: TokenStream = [
        "x = a::".parse().unwrap(),
        TokenStream::from(invisible("b")),
        ";".parse().unwrap(),
    ]
    .into_iter()
    .collect();
    let output = paste::expand(input).unwrap();
    let has_group = output
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Group(_)));
    assert!(!has_group, "{output}");
    assert_eq!(output.to_string(), tokens("x = a::b;"));
}

#[test]
fn mistakes_are_reported_together() {
    let errors = expand(paste::expand, "[<>] [<a:title>] ([<1>])").unwrap_err();
    assert_eq!(errors.len(), 3, "{errors:?}");
}
