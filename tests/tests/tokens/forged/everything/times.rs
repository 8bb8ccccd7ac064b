//! The times of a token at their edges, and numbers of every kind.

use serde_json::json;

use crate::forged::corpus::{
    AUDIENCE, Answer, App, Corpus, ISSUER, NOW, Signers, good, with, written,
};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    times(corpus, signers);
    numbers(corpus, signers);
}

/// S17, with a leeway of 60 s.
fn times(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "time";
    let edges = [
        ("exp", NOW - 61, Answer::Expired),
        ("exp", NOW - 60, Answer::Expired),
        ("exp", NOW - 59, Answer::Served),
        ("nbf", NOW + 59, Answer::Served),
        ("nbf", NOW + 60, Answer::Served),
        ("nbf", NOW + 61, Answer::Refused),
        ("iat", NOW + 59, Answer::Served),
        ("iat", NOW + 60, Answer::Served),
        ("iat", NOW + 61, Answer::Refused),
        ("auth_time", NOW + 61, Answer::Served),
    ];
    for (name, value, answer) in edges {
        corpus.add(
            CLASS,
            &format!("{name} {}", value - NOW),
            App::Many,
            signers.es.token(&with(name, value)),
            answer,
        );
    }
    for text in [
        format!("{}", NOW + 600),
        "2100-01-01T00:00:00Z".to_owned(),
        format!("{}\0", NOW + 600),
        "never".to_owned(),
    ] {
        for name in ["exp", "nbf", "iat"] {
            corpus.refused(
                CLASS,
                &format!("{name} {text}"),
                signers.es.token(&with(name, text.as_str())),
            );
        }
    }
    corpus.served(
        CLASS,
        "no nbf, no iat",
        signers.es.token(&json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": good()["sub"], "exp": NOW + 1, "scope": "orders:write",
        })),
    );
}

fn numbers(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "time";
    let es = &signers.es;
    let mut add = |name: &str, value: &str, answer| {
        let token = es.sign(es.header().to_string(), written(name, value));
        corpus.add(
            CLASS,
            &format!("{name} {}", &value[..value.len().min(30)]),
            App::Many,
            token,
            answer,
        );
    };
    for value in [
        "0",
        "-0",
        "1",
        "-1",
        "-0.5",
        "1.5",
        "1e3",
        "-1e308",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e-400",
        "1577836800",
    ] {
        add("exp", value, Answer::Expired);
        add("nbf", value, Answer::Served);
        add("iat", value, Answer::Served);
    }
    let late = [
        "253402300800",
        "1800000000000",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1e19",
        "1e308",
    ];
    for value in late {
        for name in ["exp", "nbf", "iat"] {
            add(name, value, Answer::Refused);
        }
    }
    let digits = "9".repeat(400);
    for value in [
        "1e400",
        "-1e400",
        &digits,
        "04102444800",
        "Infinity",
        "NaN",
        "4_102_444_800",
        "+4102444800",
        "0x7fffffff",
        ".5",
        "1.",
        "1e",
        "--1",
    ] {
        for name in ["exp", "nbf", "iat", "auth_time"] {
            add(name, value, Answer::Refused);
        }
    }
    for value in ["1800000600.0", "1.8000006e9", "4294967296", "253402300799", "4102444800.999"] {
        add("exp", value, Answer::Served);
    }
}
