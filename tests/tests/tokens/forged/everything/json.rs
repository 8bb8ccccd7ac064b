//! Header and claims that are not the one JSON object that they should be, or too much of it.

use serde_json::json;
use tests::signer::{Signer, encode};

use crate::forged::corpus::{AUDIENCE, Answer, App, Corpus, ISSUER, NOW, Signers, good};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    duplicates(corpus, signers);
    encodings(corpus, signers);
    syntax(corpus, signers);
    resources(corpus, signers);
    escapes(corpus, signers);
}

const CLASS: &str = "json";

/// The text of an object with one more member in front.
fn before(member: &str, object: &str) -> String {
    object.replacen('{', &format!("{{{member},"), 1)
}

fn after(member: &str, object: &str) -> String {
    format!("{},{member}}}", object.strip_suffix('}').unwrap())
}

/// So many members.
fn numbered(count: usize) -> String {
    let members: Vec<String> =
        (0..count).map(|number| format!(r#""n{number}":{number}"#)).collect();
    members.join(",")
}

fn duplicates(corpus: &mut Corpus, signers: &Signers) {
    let rs = &signers.rs;
    let (header, claims) = (rs.header().to_string(), good().to_string());
    for member in [
        r#""alg":"none""#,
        r#""alg":"RS256""#,
        r#""\u0061lg":"none""#,
        r#""kid":"forger""#,
        r#""typ":"JWT""#,
        r#""x":1,"x":1"#,
        r#""x":{"y":[{"z":1,"z":1}]}"#,
    ] {
        corpus.refused(CLASS, member, rs.sign(before(member, &header), &claims));
        corpus.refused(CLASS, member, rs.sign(after(member, &header), &claims));
    }
    let members = [
        r#""sub":"admin""#.to_owned(),
        r#""\u0073ub":"admin""#.to_owned(),
        r#""exp":1"#.to_owned(),
        format!(r#""exp":{}"#, NOW + 9_999),
        format!(r#""aud":"{AUDIENCE}""#),
        format!(r#""iss":"{ISSUER}""#),
        r#""scope":"orders:write""#.to_owned(),
        r#""custom":1,"custom":2"#.to_owned(),
        r#""custom":{"role":"a","role":"b"}"#.to_owned(),
        r#""roles":["a"],"roles":["admin"]"#.to_owned(),
        r#""x":[[[{"a":1,"b":2,"a":1}]]]"#.to_owned(),
        r#""":1,"":1"#.to_owned(),
    ];
    for member in members {
        corpus.refused(CLASS, &member, rs.sign(&header, before(&member, &claims)));
        corpus.refused(CLASS, &member, rs.sign(&header, after(&member, &claims)));
    }
    // The two of one name far from each other, among many.
    let many = numbered(300);
    for name in ["n0", "n15", "n16", "n17", "n299"] {
        let member = format!(r#""{name}":null,{many}"#);
        corpus.refused(
            CLASS,
            &format!("{name} among 300"),
            rs.sign(&header, before(&member, &claims)),
        );
    }
    corpus.served(CLASS, "300 members", rs.sign(&header, before(&many, &claims)));
    corpus.served(
        CLASS,
        "one name in several objects",
        rs.sign(&header, before(r#""a":{"x":1},"b":{"x":1}"#, &claims)),
    );
}

fn encodings(corpus: &mut Corpus, signers: &Signers) {
    let rs = &signers.rs;
    let (header, claims) = (rs.header().to_string(), good().to_string());
    let mut both = |name: &str, change: &dyn Fn(&str) -> Vec<u8>| {
        corpus.refused(CLASS, &format!("header: {name}"), rs.sign(change(&header), &claims));
        corpus.refused(CLASS, &format!("claims: {name}"), rs.sign(&header, change(&claims)));
    };
    both("byte order mark", &|text| [b"\xef\xbb\xbf", text.as_bytes()].concat());
    both("UTF-16", &|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    both("UTF-16 with a mark", &|text| {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    });
    both("UTF-32", &|text| {
        text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect()
    });
    for bad in [
        b"\xff".as_slice(),
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"gr\xfc\xdfe",
        b"\x80",
    ] {
        both(&format!("{bad:?} in a member that is ignored"), &|text| {
            [br#"{"ignored":""#.as_slice(), bad, br#"","#, &text.as_bytes()[1..]].concat()
        });
        both(&format!("{bad:?} in a name"), &|text| {
            [br#"{""#.as_slice(), bad, br#"":1,"#, &text.as_bytes()[1..]].concat()
        });
    }
    both("lone surrogate", &|text| before(r#""ignored":"\ud800""#, text).into_bytes());
    both("lone low surrogate", &|text| before(r#""ignored":"\udc00x""#, text).into_bytes());
    both("NUL at the end", &|text| format!("{text}\0").into_bytes());
    both("gzip", &|text| [b"\x1f\x8b\x08\0\0\0\0\0", text.as_bytes()].concat());
}

type Change<'c> = &'c dyn Fn(&str) -> String;

fn syntax(corpus: &mut Corpus, signers: &Signers) {
    let rs = &signers.rs;
    let (header, claims) = (rs.header().to_string(), good().to_string());
    let changes: [(&str, Change<'_>); 19] = [
        ("comment", &|text| text.replacen('{', "{/**/", 1)),
        ("line comment", &|text| format!("{text}//")),
        ("trailing comma", &|text| after("", text)),
        ("two objects", &|text| text.repeat(2)),
        ("garbage behind", &|text| format!("{text}x")),
        ("garbage in front", &|text| format!("x{text}")),
        ("no-break space", &|text| format!("\u{a0}{text}")),
        ("single quotes", &|text| text.replace('"', "'")),
        ("a name without quotes", &|text| before("name:1", text)),
        ("a number with a plus", &|text| before(r#""n":+1"#, text)),
        ("a hexadecimal number", &|text| before(r#""n":0x10"#, text)),
        ("a leading zero", &|text| before(r#""n":01"#, text)),
        ("NaN", &|text| before(r#""n":NaN"#, text)),
        ("a line end in a text", &|text| before("\"n\":\"\n\"", text)),
        ("an unknown escape", &|text| before(r#""n":"\x41""#, text)),
        ("not closed", &|text| text.strip_suffix('}').unwrap().to_owned()),
        ("in a list", &|text| format!("[{text}]")),
        ("as a text", &|text| json!(text).to_string()),
        ("huge exponent", &|text| before(r#""n":1e400"#, text)),
    ];
    for (name, change) in changes {
        corpus.refused(CLASS, &format!("header: {name}"), rs.sign(change(&header), &claims));
        corpus.refused(CLASS, &format!("claims: {name}"), rs.sign(&header, change(&claims)));
    }
    for value in ["", " ", "null", "true", "7", "\"text\"", "[]", "{", "}", "{}"] {
        corpus.refused(CLASS, &format!("header: {value}"), rs.sign(value, &claims));
        corpus.refused(CLASS, &format!("claims: {value}"), rs.sign(&header, value));
    }
}

fn nested(depth: usize) -> String {
    format!(r#""x":{}{}"#, "[".repeat(depth), "]".repeat(depth))
}

fn resources(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "resource";
    let rs = &signers.rs;
    let (header, claims) = (rs.header().to_string(), good().to_string());
    for depth in [64, 65, 200, 4_000] {
        corpus.refused(
            CLASS,
            &format!("claims, {depth} deep"),
            rs.sign(&header, before(&nested(depth), &claims)),
        );
        corpus.refused(
            CLASS,
            &format!("header, {depth} deep"),
            rs.sign(before(&nested(depth), &header), &claims),
        );
    }
    for text in [
        "[".repeat(10_000),
        r#"{"a":"#.repeat(2_000),
        format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)),
    ] {
        corpus.refused(CLASS, "nothing but brackets", rs.sign(&header, &text));
        corpus.refused(CLASS, "a header of nothing but brackets", rs.sign(&text, &claims));
    }
    corpus.refused(
        CLASS,
        "10,000 deep, in a token that is too long",
        rs.sign(before(&nested(10_000), &header), &claims),
    );
    corpus.refused(CLASS, "20,000 dots", ".".repeat(20_000));
    corpus.refused(CLASS, "a megabyte of dots", ".".repeat(1 << 20));
    corpus.refused(
        CLASS,
        "a megabyte",
        rs.sign(&header, before(&format!(r#""x":"{}""#, "x".repeat(1 << 20)), &claims)),
    );
    corpus.refused(
        CLASS,
        "a header of a megabyte",
        rs.sign(before(&format!(r#""x":"{}""#, "x".repeat(1 << 20)), &header), &claims),
    );
    corpus.refused(CLASS, "one byte too long", sized(rs, 16 * 1024 + 1));
    corpus.served(CLASS, "as long as can be", sized(rs, 16 * 1024));
    corpus.served(CLASS, "63 deep", rs.sign(&header, before(&nested(63), &claims)));
    corpus.refused(
        CLASS,
        "a header of 100 members",
        rs.sign(before(&numbered(100), &header), &claims),
    );
}

/// A token of that length.
fn sized(signer: &Signer, len: usize) -> String {
    let claims = good();
    (0..4)
        .find_map(|more| {
            let header =
                before(&format!(r#""pad":"{}""#, "x".repeat(more)), &signer.header().to_string());
            let rest = len - signer.sign(&header, "").len();
            let empty = before(r#""pad":"""#, &claims.to_string()).len();
            let pad = (rest * 3 / 4).checked_sub(empty)?;
            let token = signer.sign(
                &header,
                before(&format!(r#""pad":"{}""#, "x".repeat(pad)), &claims.to_string()),
            );
            (token.len() == len).then_some(token)
        })
        .unwrap()
}

/// Returns tokens that are unusual and valid.
fn escapes(corpus: &mut Corpus, signers: &Signers) {
    let rs = &signers.rs;
    let spaced = format!(
        " \t\r\n{}\n",
        good()
            .to_string()
            .replace(':', " : ")
            .replace(" : //", "://")
            .replace("orders : ", "orders:")
    );
    corpus.served("baseline", "white space in JSON", rs.sign(rs.header().to_string(), spaced));
    let escaped = good().to_string().replace(r#""sub""#, r#""\u0073\u0075b""#);
    corpus.served("baseline", "escaped names", rs.sign(rs.header().to_string(), escaped));
    for member in [
        nested(32),
        format!(r#""x":"{}""#, "x".repeat(8_000)),
        r#""x":{"any":[1,2.5,null,true]}"#.to_owned(),
    ] {
        let claims = before(&member, &good().to_string());
        corpus.served(
            "baseline",
            "claims that nobody asks for",
            rs.sign(rs.header().to_string(), claims),
        );
    }
    for key in signers.keys() {
        corpus.served("baseline", key.algorithm, key.token(&good()));
        let header = encode(json!({"kid": key.id, "alg": key.algorithm}).to_string());
        corpus.served(
            "baseline",
            "members in another order, no type",
            key.seal(&header, &encode(good().to_string())),
        );
    }
    corpus.add("baseline", "secret", App::Secret, signers.secret.token(&good()), Answer::Served);
    corpus.add(
        "baseline",
        "one key, any id",
        App::One,
        signers.es.sign(r#"{"alg":"ES256","kid":"es-2026"}"#, good().to_string()),
        Answer::Served,
    );
}
