// SPDX-License-Identifier: GPL-2.0-only

//! `module!`: what is read, and what is accepted.

use crate::diag::Errors;
use crate::expand;
use crate::module::{self, check::Module, param::ParamType};

fn check(text: &str) -> Result<Module, Vec<String>> {
    let mut errors = Errors::default();
    let parsed = module::parse::parse(text.parse().expect("tokens"), &mut errors);
    let checked = module::check::check(parsed, &mut errors);
    match errors.finish(checked) {
        Ok(module) => Ok(module.expect("a module without errors")),
        Err(errors) => Err(errors.into_iter().map(|error| error.to_string()).collect()),
    }
}

fn with_params(params: &str) -> Result<Module, Vec<String>> {
    check(&format!(
        r#"type: M, name: "m", license: "GPL", params: {{ {params} }},"#
    ))
}

fn one_param(ty: &str, default: &str) -> Result<ParamType, Vec<String>> {
    let mut module = with_params(&format!(
        "p: {ty} {{ default: {default}, description: \"d\" }},"
    ))?;
    Ok(module.params.remove(0).ty)
}

fn permissions(mode: &str) -> Result<u16, Vec<String>> {
    let module = with_params(&format!(
        "p: u8 {{ default: 0, description: \"\", permissions: {mode} }}"
    ))?;
    Ok(module.params[0].permissions)
}

#[test]
fn smallest_module_is_accepted() {
    let module = check(r#"type: M, name: "m", license: "GPL""#).ok().unwrap();
    assert_eq!(module.info, [("license", "GPL".to_owned())]);
    assert!(module.params.is_empty());
}

#[test]
fn lists_are_kept_in_order() {
    let module = check(
        r#"type: a::B<C, { 1 }>, name: "a-b", authors: ["A", "B",], description: "", license: "MIT",
           alias: [], firmware: ["f", "g"], imports_ns: ["N"], params: {},"#,
    );
    let module = module.ok().unwrap();
    let info: Vec<String> = module
        .info
        .iter()
        .map(|(tag, value)| format!("{tag}={value}"))
        .collect();
    let expected = [
        "author=A",
        "author=B",
        "description=",
        "license=MIT",
        "firmware=f",
        "firmware=g",
        "import_ns=N",
    ];
    assert_eq!(info, expected);
    assert_eq!(
        (
            module.name.text.as_str(),
            module.name.for_symbols().as_str()
        ),
        ("a-b", "a_b")
    );
}

#[test]
fn old_author_is_accepted() {
    let module = check(r#"type: M, name: "m", author: "A", license: "GPL""#)
        .ok()
        .unwrap();
    assert_eq!(module.info[0], ("author", "A".to_owned()));
}

#[test]
fn names_follow_the_kernels_rules() {
    let named = |name: &str| check(&format!(r#"type: M, name: "{name}", license: "GPL","#)).is_ok();
    assert!(named("8250_x-Y"));
    assert!(
        named(&"n".repeat(59)),
        "fits on 32 bits; on 64 bits the expansion refuses it"
    );
    assert!(!named(&"n".repeat(60)));
    for bad in ["", "a b", "a.b", "a/b", "ä", "a\\0", "a\\n"] {
        assert!(!named(bad), "{bad:?}");
    }
}

#[test]
fn every_type_takes_its_limits() {
    for (ty, low, high) in [
        ("i8", "-128", "127"),
        ("u8", "0", "255"),
        ("i16", "-32768", "0x7fff"),
        ("u16", "0", "0xffff"),
        ("i32", "-2147483648", "2_147_483_647"),
        ("u32", "0", "0o37777777777"),
        ("i64", "-9223372036854775808", "9223372036854775807"),
        ("u64", "0b0", "18446744073709551615"),
        ("isize", "-1isize", "1"),
        ("usize", "0usize", "1"),
        ("bool", "false", "true"),
        ("charp", "\"\"", "c\"text\""),
        ("[u8; 2]", "[0, 1]", "[255; 2]"),
        ("[bool; LEN]", "[true, false]", "ALL"),
    ] {
        for default in [low, high] {
            assert!(one_param(ty, default).is_ok(), "{ty} {default}");
        }
    }
}

#[test]
fn expressions_are_left_to_the_compiler() {
    for default in [
        "LIMIT",
        "1 + 2",
        "f(3)",
        "-(X)",
        "if A { 1 } else { 2 }",
        "u8::MAX",
    ] {
        assert!(one_param("u8", default).is_ok(), "{default}");
    }
}

#[test]
fn keys_of_a_parameter_come_in_any_order() {
    let module = with_params(
        "p: u8 { permissions: 0o600, callback: a::changed, description: \"d\", default: 1 }, r#in: bool { default: true, description: \"\" }",
    );
    let module = module.ok().unwrap();
    assert_eq!(module.params[0].permissions, 0o600);
    assert!(module.params[0].callback.is_some());
    assert_eq!(module.params[1].plain_name(), "in");
}

#[test]
fn permissions_follow_verify_octal_permissions() {
    // The rules of the C macro, in its own words.
    let in_c = |perms: u16| {
        perms <= 0o777
            && (perms >> 6) & 4 >= (perms >> 3) & 4
            && (perms >> 3) & 4 >= perms & 4
            && (perms >> 6) & 2 >= (perms >> 3) & 2
            && perms & 2 == 0
    };
    for mode in 0..=0o1777 {
        assert_eq!(
            permissions(&format!("0o{mode:o}")).is_ok(),
            in_c(mode),
            "0o{mode:o}"
        );
    }
    assert_eq!(permissions("0"), Ok(0));
    assert_eq!(permissions("00"), Ok(0));
    assert_eq!(permissions("0o0_644u16"), Ok(0o644));
    assert!(permissions("420").is_err());
    assert!(permissions("0x1a4").is_err());
}

#[test]
fn reading_goes_on_behind_a_mistake() {
    let errors = check(
        r#"type: , name: 1, authors: [x, "A"], licence: {}, license: "GPL", params: {
            a: i7 {}, b u8 {}, c: u8 { default: 300 description: 1 }, d: u8 { default: 1, description: "d", default: 2 }
        } garbage, alias: "x""#,
    );
    let expected = [
        "the value of `type` must be the module's type",
        "the value of `name` must be a string literal: `name: \"...\"`",
        "the value of `authors` must be a list of string literals: `authors: [\"...\"]`",
        "unknown key `licence`: the keys are `type`, `name`, `authors`, `description`, `license`, `alias`, `firmware`, `imports_ns` and `params`",
        "expected `key: value`",
        "expected `,` behind the value",
        "expected `,` behind the value",
        "the value of `alias` must be a list of string literals: `alias: [\"...\"]`",
        "`alias` must come before `params`: the order is `type`, `name`, `authors`, `description`, `license`, `alias`, `firmware`, `imports_ns` and `params`",
        "parameter `a` lacks the key `default`",
        "parameter `a` lacks the key `description`",
        "unknown parameter type `i7`: expected `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `bool`, `charp` or an array",
        "the default `300` does not fit `u8`, 0 to 255",
        "the value of `description` must be a string literal: `description: \"...\"`",
        "duplicate key `default` of parameter `d`",
    ];
    assert_eq!(errors.err().unwrap(), expected);
}

#[test]
fn file_is_recorded_only_when_built_in() {
    let text = r#"type: M, name: "m", license: "GPL""#;
    let with = expand(|input| module::expand(input, Some("drivers/m/m")), text).unwrap();
    assert_eq!(with.matches("file=drivers/m/m").count(), 1);
    let without = expand(|input| module::expand(input, None), text).unwrap();
    assert!(!without.contains("file="));
}

#[test]
fn expansion_never_allows_unsafe_code() {
    let text =
        r#"type: M, name: "m", license: "GPL", params: { p: u8 { default: 1, description: "" } }"#;
    let output = expand(|input| module::expand(input, None), text).unwrap();
    assert!(!output.contains("unsafe_code"));
}

#[test]
fn arguments_of_declarative_macros_are_read() {
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

    // Every value in an invisible group, as `$name:literal`, `$ty:ty` and `$default:expr` leave it.
    let invisible = |text: &str| -> TokenStream {
        TokenTree::from(Group::new(Delimiter::None, text.parse().expect("tokens"))).into()
    };
    let (ty, name, license) = (invisible("M"), invisible("\"m\""), invisible("\"GPL\""));
    let (param_ty, default, mode) = (invisible("i8"), invisible("-300"), invisible("0o666"));
    let input = quote::quote! {
        type: #ty, name: #name, license: #license, params: {
            p: #param_ty { default: #default, description: #name, permissions: #mode },
        },
    };
    let errors: Vec<String> = match module::expand(input, None) {
        Ok(output) => panic!("accepted: {output}"),
        Err(errors) => errors.into_iter().map(|error| error.to_string()).collect(),
    };
    let expected = [
        "the default `-300` does not fit `i8`, -128 to 127",
        "permissions `0o666` let everybody write",
    ];
    assert_eq!(errors, expected);
}
