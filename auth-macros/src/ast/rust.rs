//! A Rust expression as text, for logs. The compiler keeps no spaces, so the text is an
//! approximation.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

pub(crate) fn rust_text(tokens: &TokenStream) -> String {
    let mut text = String::new();
    append(tokens, &mut text);
    text
}

fn append(tokens: &TokenStream, text: &mut String) {
    let mut tokens = tokens.clone().into_iter().peekable();
    // Whether the next operator is a prefix: `-1`, `&post`, `!open`.
    let mut expects_value = true;
    let mut glued = true;
    let mut generics = 0_usize;
    let mut in_bars = false;
    while let Some(token) = tokens.next() {
        let TokenTree::Punct(first) = token else {
            let is_call =
                matches!(&token, TokenTree::Group(group) if group.delimiter() != Delimiter::Brace);
            if !glued && (expects_value || !is_call) {
                text.push(' ');
            }
            operand(&token, text);
            (expects_value, glued) = (false, false);
            continue;
        };
        let mut sign = String::from(first.as_char());
        let mut spacing = first.spacing();
        while spacing == Spacing::Joint
            && let Some(TokenTree::Punct(next)) = tokens.peek()
        {
            spacing = next.spacing();
            sign.push(next.as_char());
            tokens.next();
        }
        let opens_bars = sign == "|" && expects_value && !in_bars;
        let closes_bars = sign == "|" && in_bars;
        in_bars = opens_bars || (in_bars && !closes_bars);
        let closes_generics = generics > 0 && sign.starts_with('>');
        generics = if closes_generics {
            generics - 1
        } else {
            generics + usize::from(sign.ends_with("::<"))
        };
        let tight_before = closes_bars
            || closes_generics
            || (sign.starts_with(['.', ',', ';', '?', ':']) && !(sign == ".." && expects_value))
            || (sign == "!" && !expects_value);
        let tight_after = opens_bars
            || sign.ends_with(['.', '<'])
            || sign.ends_with("::")
            || (sign == "!" || (expects_value && !closes_bars && sign != "|"));
        if !glued && !tight_before {
            text.push(' ');
        }
        text.push_str(&sign);
        glued = tight_after && sign != "<" && sign != "..";
        expects_value = !sign.ends_with('?') && !closes_generics && (sign != "!" || expects_value);
    }
}

fn operand(token: &TokenTree, text: &mut String) {
    let TokenTree::Group(group) = token else { return text.push_str(&token.to_string()) };
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
        Delimiter::Parenthesis => ("(", ")"),
    };
    text.push_str(open);
    append(&group.stream(), text);
    text.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::rust_text;

    #[test]
    fn expressions_read_as_one_writes_them() {
        for text in [
            "post.author == identity.subject()",
            "world.ask(&world.first, \"first\", &body)?",
            "!open && is_member(&identity, -1).await?",
            "a::b::<T>(x)[0] <= *limit || names.iter().any(|name| name == identity.subject())",
            "matches!(post, Some(Post { author, .. }) if author == identity.subject())",
            "(a - 1) / b != c % 2",
        ] {
            assert_eq!(rust_text(&text.parse().unwrap()), text);
        }
    }
}
