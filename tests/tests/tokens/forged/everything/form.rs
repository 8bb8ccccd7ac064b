//! The outer form: dots, padding, white space, other alphabets, JSON serializations, other strings.

use serde_json::json;
use tests::signer::{Signer, encode};

use crate::forged::corpus::{Answer, App, Corpus, Signers, good};

const CLASS: &str = "compact-form";

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    for key in [&signers.rs, &signers.es] {
        segments(corpus, key);
        characters(corpus, key);
        encodings(corpus, key);
    }
    serializations(corpus, &signers.rs);
    others(corpus);
}

/// Header, claims and signature of a new good token.
fn parts(key: &Signer) -> [String; 3] {
    let token = key.token(&good());
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn segments(corpus: &mut Corpus, key: &Signer) {
    let [header, claims, signature] = parts(key);
    let token = format!("{header}.{claims}.{signature}");
    for broken in [
        header.clone(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{header}{claims}{signature}"),
        format!("{header}.{claims}{signature}"),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("..{signature}"),
        format!("{header}..{claims}.{signature}"),
        format!("{header}.{claims}..{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{token}.{signature}.{signature}"),
        format!("{token}.{token}"),
        token.replace('.', "\u{ff0e}"),
        token.replace('.', "%2e"),
        token.replace('.', ":"),
        token.replace('.', "-"),
        token.to_ascii_uppercase(),
        token.chars().rev().collect(),
    ] {
        corpus.refused(CLASS, "segments", broken);
    }
}

fn characters(corpus: &mut Corpus, key: &Signer) {
    let segments = parts(key);
    for at in 0..3 {
        for foreign in [
            "=", "==", "===", " ", "\t", "\n", "\r\n", "\0", "+", "/", "*", "!", "~", "%3d",
            "\u{e9}", "\u{200b}",
        ] {
            let mut behind = segments.clone();
            behind[at].push_str(foreign);
            // White space around a token belongs to the header field.
            let is_around = |edge| at == edge && matches!(foreign, " " | "\t");
            if !is_around(2) {
                corpus.refused(
                    CLASS,
                    &format!("{foreign:?} behind segment {at}"),
                    behind.join("."),
                );
            }
            let mut inside = segments.clone();
            inside[at].insert_str(8, foreign);
            corpus.refused(CLASS, &format!("{foreign:?} in segment {at}"), inside.join("."));
            let mut front = segments.clone();
            front[at].insert_str(0, foreign);
            if !(is_around(0) && foreign == " ") {
                corpus.refused(
                    CLASS,
                    &format!("{foreign:?} in front of segment {at}"),
                    front.join("."),
                );
            }
        }
        let mut cut = segments.clone();
        cut[at].pop();
        corpus.refused(CLASS, &format!("segment {at} cut"), cut.join("."));
        let mut longer = segments.clone();
        longer[at].push('A');
        corpus.refused(CLASS, &format!("segment {at} longer"), longer.join("."));
    }
    let token = segments.join(".");
    corpus.add(CLASS, "two tokens", App::Many, format!("{token}, Bearer {token}"), Answer::Several);
    corpus.refused(CLASS, "quoted", format!("\"{token}\""));
}

/// Another text for the same bytes, signed as it stands.
fn encodings(corpus: &mut Corpus, key: &Signer) {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = |segment: &str| {
        let (start, last) = segment.split_at(segment.len() - 1);
        let next = alphabet.chars().skip_while(|letter| !last.starts_with(*letter)).nth(1).unwrap();
        format!("{start}{next}")
    };
    // Of every length: with no bits to spare, with two, with four.
    for pad in 0..3 {
        let header = json!({"alg": key.algorithm, "kid": key.id, "x": "x".repeat(pad)}).to_string();
        let claims = format!("{}{}", good(), " ".repeat(pad));
        let (header, claims) = (encode(header), encode(claims));
        corpus.served(CLASS, "canonical", key.seal(&header, &claims));
        if header.len() % 4 != 0 {
            corpus.refused(CLASS, "stray bits in the header", key.seal(&next(&header), &claims));
        }
        if claims.len() % 4 != 0 {
            corpus.refused(CLASS, "stray bits in the claims", key.seal(&header, &next(&claims)));
        }
        for (name, change) in
            [("padding", "="), ("line end", "\n"), ("space", " "), ("other character", "!")]
        {
            corpus.refused(
                CLASS,
                &format!("signed: {name} in the header"),
                key.seal(&format!("{header}{change}"), &claims),
            );
            corpus.refused(
                CLASS,
                &format!("signed: {name} in the claims"),
                key.seal(&header, &format!("{claims}{change}")),
            );
        }
    }
    let [header, claims, signature] = parts(key);
    corpus.refused(
        CLASS,
        "stray bits in the signature",
        format!("{header}.{claims}.{}", next(&signature)),
    );
    // The other alphabet of base64, signed as it stands; every such text differs somewhere in a few
    // hundred bytes of noise.
    let noisy = format!(
        r#"{{"noise":"{}",{}"#,
        "\u{bf}\u{fe}\u{3ff}~?>".repeat(8),
        &good().to_string()[1..]
    );
    let other = encode(&noisy).replace('-', "+").replace('_', "/");
    assert_ne!(other, encode(&noisy));
    corpus.refused(CLASS, "the other alphabet", key.seal(&header, &other));
    corpus.served(CLASS, "the right alphabet", key.seal(&header, &encode(&noisy)));
}

fn serializations(corpus: &mut Corpus, key: &Signer) {
    let [header, claims, signature] = parts(key);
    let signatures = json!([{"protected": header, "signature": signature}]);
    for (name, json) in [
        ("flattened", json!({"protected": header, "payload": claims, "signature": signature})),
        ("general", json!({"payload": claims, "signatures": signatures})),
        (
            "both",
            json!({"protected": header, "payload": claims, "signature": signature, "signatures": signatures}),
        ),
        ("unprotected", json!({"header": {"alg": "none"}, "payload": claims, "signature": ""})),
    ] {
        corpus.refused(CLASS, name, encode(json.to_string()));
        // With commas, it reads as several credentials.
        corpus.add(CLASS, name, App::Many, json.to_string(), Answer::Refused);
    }
}

fn others(corpus: &mut Corpus) {
    for token in [
        "mF_9.B5f-4.1JqM",
        "2YotnFZFEjr1zCsicMWpAA",
        "null",
        "undefined",
        "e30.e30.e30",
        "e30.e30.",
        ".",
        "..",
        "....",
        "a.b.c",
        "AAAA.AAAA.AAAA",
        "v2.local.AAAA",
        "v4.public.AAAA",
        "Bearer",
        "ghp_0123456789abcdef",
        "MTIz.NDU2.Nzg5",
        "-",
        "_._._",
    ] {
        corpus.refused(CLASS, token, token.to_owned());
    }
}
