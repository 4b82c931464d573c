// SPDX-License-Identifier: GPL-2.0-only

//! `paste!`: builds identifiers out of pieces.

use crate::diag::Errors;
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// Replaces every `[< ... >]` in `input`, at any depth.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let output = expand_stream(input, &mut errors);
    errors.finish(output)
}

fn expand_stream(input: TokenStream, errors: &mut Errors) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    let mut tokens = input.into_iter().peekable();
    // Whether the token before is `::`, behind which only a bare identifier may follow.
    let mut after_path = false;
    while let Some(token) = tokens.next() {
        let is_attribute = matches!(output.as_slice(), [.., TokenTree::Punct(p)] if p.as_char() == '#')
            || matches!(output.as_slice(), [.., TokenTree::Punct(p), TokenTree::Punct(q)]
                if p.as_char() == '#' && q.as_char() == '!');
        match token {
            TokenTree::Group(group) => {
                if let Some(content) = paste_content(&group) {
                    output.extend(paste(content, group.span(), errors));
                } else {
                    let stream = expand_stream(group.stream(), errors);
                    let stream = if is_attribute {
                        join_doc(stream, errors)
                    } else {
                        stream
                    };
                    let before_path =
                        matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                    if group.delimiter() == Delimiter::None
                        && (after_path || before_path)
                        && is_path(&stream)
                    {
                        output.extend(stream);
                    } else {
                        let mut copy = Group::new(group.delimiter(), stream);
                        copy.set_span(group.span());
                        output.push(copy.into());
                    }
                }
            }
            other => output.push(other),
        }
        after_path = matches!(output.as_slice(), [.., TokenTree::Punct(p), TokenTree::Punct(q)]
            if p.as_char() == ':' && p.spacing() == Spacing::Joint && q.as_char() == ':');
    }
    output.into_iter().collect()
}

/// A path that macro arguments wrapped into an invisible group, which rustc takes nowhere inside a longer path.
fn is_path(stream: &TokenStream) -> bool {
    stream.clone().into_iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    })
}

/// What stands between `[<` and `>]`.
///
/// Angle brackets inside mean that this is a slice type, `[<T as Trait>::Item<u8>]`.
fn paste_content(group: &Group) -> Option<Vec<TokenTree>> {
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_punct = |token: &TokenTree, c| matches!(token, TokenTree::Punct(p) if p.as_char() == c);
    let [open, inner @ .., close] = tokens.as_slice() else {
        return None;
    };
    let is_paste = is_punct(open, '<')
        && is_punct(close, '>')
        && !inner
            .iter()
            .any(|token| is_punct(token, '<') || is_punct(token, '>'));
    is_paste.then(|| inner.to_vec())
}

/// Joins the pieces to an identifier or a lifetime.
fn paste(content: Vec<TokenTree>, span: Span, errors: &mut Errors) -> Vec<TokenTree> {
    let Some(Pieces {
        text,
        chosen_span,
        is_lifetime,
    }) = join(flatten(content), span, errors)
    else {
        return Vec::new();
    };
    let span = chosen_span.unwrap_or(span);
    let Some(ident) = identifier(&text, span) else {
        errors.push(span, format!("`{text}` is not an identifier"));
        return Vec::new();
    };
    let mut output = Vec::new();
    if is_lifetime {
        let mut quote = Punct::new('\'', Spacing::Joint);
        quote.set_span(span);
        output.push(quote.into());
    }
    output.push(ident.into());
    output
}

fn identifier(text: &str, span: Span) -> Option<Ident> {
    if text == "_" {
        return None;
    }
    let any = |input: syn::parse::ParseStream<'_>| input.call(Ident::parse_any);
    syn::parse::Parser::parse_str(any, text)
        .ok()
        .map(|_| Ident::new(text, span))
}

/// Removes invisible groups: what `$name:ident` and the like leave behind.
fn flatten(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat.extend(flatten(group.stream().into_iter().collect()));
            }
            other => flat.push(other),
        }
    }
    flat
}

struct Pieces {
    text: String,
    chosen_span: Option<Span>,
    is_lifetime: bool,
}

/// Reads pieces with their modifiers: `a`, `"b"`, `c:upper`, `d:lower:span`.
fn join(content: Vec<TokenTree>, span: Span, errors: &mut Errors) -> Option<Pieces> {
    let mut pieces = Pieces {
        text: String::new(),
        chosen_span: None,
        is_lifetime: false,
    };
    let mut sound = true;
    let mut tokens = content.into_iter().peekable();
    if tokens.peek().is_none() {
        errors.push(span, "nothing to paste between `[<` and `>]`");
        return None;
    }
    let mut is_first = true;
    while let Some(token) = tokens.next() {
        let token_span = token.span();
        let mut text = match &token {
            TokenTree::Ident(ident) => ident.unraw().to_string(),
            TokenTree::Literal(literal) => match literal_text(literal) {
                Some(text) => text,
                None => {
                    errors.push(
                        token_span,
                        format!("`{literal}` cannot become part of an identifier"),
                    );
                    sound = false;
                    String::new()
                }
            },
            TokenTree::Punct(punct) if punct.as_char() == '\'' && is_first => {
                pieces.is_lifetime = true;
                is_first = false;
                continue;
            }
            other => {
                errors.push(
                    token_span,
                    format!("`{other}` cannot become part of an identifier"),
                );
                sound = false;
                continue;
            }
        };
        is_first = false;
        while tokens
            .next_if(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ':'))
            .is_some()
        {
            match tokens.next_if(|token| matches!(token, TokenTree::Ident(_))) {
                Some(modifier) if modifier.to_string() == "span" => {
                    if pieces.chosen_span.replace(token_span).is_some() {
                        errors.push(modifier.span(), "`:span` may be given once only");
                        sound = false;
                    }
                }
                Some(modifier) => match modify(&text, &modifier.to_string()) {
                    Some(changed) => text = changed,
                    None => {
                        let known = "expected `lower`, `upper`, `snake`, `camel` or `span`";
                        errors.push(
                            modifier.span(),
                            format!("unknown modifier `{modifier}`: {known}"),
                        );
                        sound = false;
                    }
                },
                None => {
                    errors.push(
                        token_span,
                        "expected a modifier behind `:`, such as `lower`",
                    );
                    sound = false;
                }
            }
        }
        pieces.text.push_str(&text);
    }
    sound.then_some(pieces)
}

fn literal_text(literal: &Literal) -> Option<String> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        syn::Lit::Char(text) => Some(text.value().to_string()),
        syn::Lit::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

fn modify(text: &str, modifier: &str) -> Option<String> {
    match modifier {
        "lower" => Some(text.to_lowercase()),
        "upper" => Some(text.to_uppercase()),
        "snake" => Some(snake(text)),
        "camel" => Some(camel(text)),
        _ => None,
    }
}

/// `FooBar` to `foo_bar`.
fn snake(text: &str) -> String {
    let mut output = String::new();
    let mut previous = '_';
    for c in text.chars() {
        if c.is_uppercase() && previous != '_' && !previous.is_uppercase() {
            output.push('_');
        }
        output.extend(c.to_lowercase());
        previous = c;
    }
    output
}

/// `foo_bar` to `FooBar`.
fn camel(text: &str) -> String {
    let mut output = String::new();
    for word in text.split('_') {
        let mut chars = word.chars();
        output.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        output.push_str(chars.as_str());
    }
    output
}

/// Joins `#[doc = "The " name "!"]` to one string; any other attribute stays as it is.
fn join_doc(attribute: TokenStream, errors: &mut Errors) -> TokenStream {
    let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
    let [TokenTree::Ident(doc), TokenTree::Punct(equals), parts @ ..] = tokens.as_slice() else {
        return attribute;
    };
    let parts = flatten(parts.to_vec());
    if doc != "doc" || equals.as_char() != '=' || parts.len() < 2 {
        return attribute;
    }
    // `#[doc = concat!(...)]` and the like are an expression, not a row of pieces.
    if parts
        .iter()
        .any(|part| matches!(part, TokenTree::Punct(p) if matches!(p.as_char(), '!' | '.')))
    {
        return attribute;
    }
    match join(parts, doc.span(), errors) {
        Some(pieces) => {
            let mut text = Literal::string(&pieces.text);
            text.set_span(doc.span());
            [tokens[0].clone(), tokens[1].clone(), text.into()]
                .into_iter()
                .collect()
        }
        None => attribute,
    }
}
