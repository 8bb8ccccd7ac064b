//! Tokens that say as much as fits: as many members, objects, texts and escapes as a byte can buy.

use std::fmt::Write as _;

use tests::signer::Signer;

use crate::forged::corpus::good;

/// A name of letters for each number, and none twice.
fn name(mut number: usize) -> String {
    const LETTERS: &[u8] =
        b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'()*+,-./:;<=>?@[]^_`{|}~";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

/// Elements, one after the other, until `room` bytes are used.
fn fill(room: usize, element: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let element = element(number);
        if text.len() + element.len() + 1 > room {
            break;
        }
        let _ = write!(text, "{}{element}", if number == 0 { "" } else { "," });
    }
    text
}

/// An object of so many members.
fn object(members: usize) -> String {
    let members: Vec<String> =
        (0..members).map(|number| format!("\"{}\":0", name(number))).collect();
    format!("{{{}}}", members.join(","))
}

/// One token of nearly `len` bytes for each way to be dense.
pub(crate) fn tokens(signer: &Signer, len: usize) -> Vec<(&'static str, String)> {
    let header = signer.header().to_string();
    let claims = good().to_string();
    let rest = claims.strip_prefix('{').unwrap();
    let room = (len - signer.sign(&header, &claims).len()) * 3 / 4 - 64;
    let list = |element: &'static str| fill(room, |_| element.to_owned());
    let text = |letters: &str| letters.repeat(room / letters.len());
    let deep = |open: &str, close: &str| {
        fill(room, |_| format!("{}0{}", open.repeat(60), close.repeat(60)))
    };
    let members = [
        ("members", fill(room, |number| format!("\"{}\":1", name(number)))),
        ("members from behind", fill(room, |number| format!("\"{}\":1", name(900_000 - number)))),
        (
            "members in disorder",
            fill(room, |number| format!("\"{}\":1", name(number * 7919 % 1_000_003))),
        ),
        ("members with escapes", fill(room, |number| format!("\"\\n{}\":1", name(number)))),
        ("objects of one member", format!("\"x\":[{}]", list(r#"{"":1}"#))),
        ("objects of no member", format!("\"x\":[{}]", list("{}"))),
        ("objects of 17 members", format!("\"x\":[{}]", fill(room, |_| object(17)))),
        ("objects of 29 members", format!("\"x\":[{}]", fill(room, |_| object(29)))),
        ("objects of 90 members", format!("\"x\":[{}]", fill(room, |_| object(90)))),
        (
            "members of one object",
            format!("\"x\":{{{}}}", fill(room, |number| format!("\"{}\":1", name(number)))),
        ),
        ("objects in objects", format!("\"x\":[{}]", deep(r#"{"":"#, "}"))),
        ("lists in lists", format!("\"x\":[{}]", deep("[", "]"))),
        ("numbers", format!("\"x\":[{}]", list("0"))),
        ("roles", format!("\"roles\":[{}]", list("\"a\""))),
        ("roles without a name", format!("\"roles\":[{}]", list("\"\""))),
        ("roles with escapes", format!("\"roles\":[{}]", list(r#""\n""#))),
        (
            "long roles",
            format!("\"roles\":[{}]", fill(room, |_| format!("\"{}\"", "r".repeat(100)))),
        ),
        ("one role", format!("\"roles\":\"{}\"", text("a"))),
        ("one role of escapes", format!("\"roles\":\"{}\"", text("\\n"))),
        ("roles of the realm", format!("\"realm_access\":{{\"roles\":[{}]}}", list("\"a\""))),
        ("more in the realm", format!("\"realm_access\":{{\"x\":[{}]}}", list(r#"{"":1}"#))),
        (
            "members of the realm",
            format!(
                "\"realm_access\":{{{}}}",
                fill(room, |number| format!("\"{}\":1", name(number)))
            ),
        ),
        (
            "audiences of the realm",
            format!(
                "\"resource_access\":{{{}}}",
                fill(room, |number| format!("\"{}\":{{\"roles\":[\"a\"]}}", name(number)))
            ),
        ),
        ("permissions", format!("\"permissions\":[{}]", list("\"a\""))),
        ("scp", format!("\"scp\":[{}]", list("\"a\""))),
        ("scp as text", format!("\"scp\":\"{}\"", text("a "))),
        ("acr", format!("\"acr\":\"{}\"", text("a"))),
        ("acr of escapes", format!("\"acr\":\"{}\"", text("\\u0041"))),
        ("jti", format!("\"jti\":\"{}\"", text("\\n"))),
        ("client_id", format!("\"client_id\":\"{}\"", text("c"))),
        ("lists of roles in lists", format!("\"roles\":[{}]", list(r#"["a"]"#))),
        ("lists of no role", format!("\"roles\":[{}]", list("[]"))),
        ("an ignored text of escapes", format!("\"x\":\"{}\"", text("\\n"))),
        ("spaces", text(" ") + "\"x\":1"),
    ];
    let mut tokens: Vec<(&str, String)> = members
        .into_iter()
        .map(|(name, members)| (name, signer.sign(&header, format!("{{{members},{rest}"))))
        .collect();
    // Instead of the good ones: a scope, an audience, a subject.
    let replaced = |name: &str, value: String| {
        let mut claims = good();
        claims[name] = "placeholder".into();
        signer.sign(&header, claims.to_string().replacen("\"placeholder\"", &value, 1))
    };
    tokens.push(("scope", replaced("scope", format!("\"{}\"", text("a ")))));
    tokens.push(("scope with escapes", replaced("scope", format!("\"{}\"", text("a\\u0020")))));
    tokens.push(("aud", replaced("aud", format!("[\"https://api.example\",{}]", list("\"a\"")))));
    tokens.push(("sub", replaced("sub", format!("\"{}\"", text("s")))));
    tokens.push(("sub of escapes", replaced("sub", format!("\"{}\"", text("\\n")))));
    let header = |more: String| signer.sign(format!("{{{more},{}", &header[1..]), &claims);
    tokens.push(("a header of objects", header(format!("\"x\":[{}]", list(r#"{"":1}"#)))));
    tokens.push(("a header of text", header(format!("\"x\":\"{}\"", text("\\n")))));
    // Unsigned tokens: every client can cause their cost.
    let stranger = Signer::with_secret("HS256", signer.id, b"a secret that nobody configured!");
    for at in 0..tokens.len() {
        let (name, token) = &tokens[at];
        let [header, claims, _] = token.split('.').collect::<Vec<_>>()[..] else {
            panic!("three segments")
        };
        let again = stranger.seal(header, claims);
        tokens.push((name, again));
    }
    tokens
}
