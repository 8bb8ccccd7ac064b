//! The compact form, its encoding, and signatures that are not the issuer's.

use super::issuer::{ALL, Issuer, encode, good, kind, verify, with};
use crate::authn::AuthenticationError;
use crate::jwt::{Algorithm, TokenError};

#[test]
fn s15_length_is_bounded_before_the_token_is_split() {
    let issuer = Issuer::new(Algorithm::HS256);
    let token = issuer.token(&with("pad", "x".repeat(300)));
    assert!(verify(&issuer.builder().max_token_len(token.len()).build().unwrap(), &token).is_ok());
    let jwt = issuer.builder().max_token_len(token.len() - 1).build().unwrap();
    assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::TooLong);
    assert_eq!(verify(&issuer.jwt(), &".".repeat(1_000_000)).unwrap_err(), TokenError::TooLong);
}

#[test]
fn s15_three_segments_and_none_empty() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let token = issuer.token(&good());
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three segments")
    };
    let broken = [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "opaque".to_owned(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!(".{claims}.{signature}"),
        format!("{header}..{signature}"),
        format!("{header}..{claims}.{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{token}.{signature}.{signature}"),
    ];
    for token in broken {
        assert_eq!(verify(&jwt, &token).unwrap_err(), TokenError::Form, "{token}");
    }
    assert!(verify(&jwt, &token).is_ok());
}

#[test]
fn s15_base64url_is_canonical_and_unpadded() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let claims = encode(good().to_string().as_bytes());
    // Two characters encode one byte and four bits that must be zero, so `last` has another text
    // for the same bytes.
    let header = encode(br#"{"alg":"HS256" }"#);
    assert!(header.ends_with('Q') && header.len() % 4 == 2);
    for end in ["R", "f", "Q==", "Q=", "Q\n", "Q ", "Q\0", "+", "/", "%51", ""] {
        let header = format!("{}{end}", header.strip_suffix('Q').unwrap());
        assert_eq!(
            verify(&jwt, &issuer.seal(&header, &claims)).unwrap_err(),
            TokenError::Encoding,
            "{end:?}"
        );
    }
    assert!(verify(&jwt, &issuer.seal(&header, &claims)).is_ok());
    let token = issuer.seal(&header, &claims);
    for broken in [
        format!("{token}="),
        format!("{token}\n"),
        format!("{token}é"),
        token.replacen('.', ".=", 1),
    ] {
        assert_eq!(verify(&jwt, &broken).unwrap_err(), TokenError::Encoding, "{broken:?}");
    }
    // The last character of 32 bytes has two unused bits.
    let (start, last) = token.split_at(token.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().skip_while(|letter| !last.starts_with(*letter)).nth(1).unwrap();
    assert_eq!(verify(&jwt, &format!("{start}{next}")).unwrap_err(), TokenError::Encoding);
}

#[test]
fn s15_text_is_utf_8_without_a_mark() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let says =
        |header: &[u8], claims: &[u8]| verify(&jwt, &issuer.sign(header, claims)).unwrap_err();
    let (header, claims) = (br#"{"alg":"HS256"}"#.as_slice(), good().to_string().into_bytes());
    for bad in [b"\xff".as_slice(), b"\xc0\xaf", b"\xed\xa0\x80", b"\xe9"] {
        let ignored = [br#"{"x":""#.as_slice(), bad, br#"","alg":"HS256"}"#].concat();
        assert_eq!(says(&ignored, &claims), TokenError::Header, "{bad:?}");
        let ignored = [br#"{"x":""#.as_slice(), bad, br#"","#, &claims[1..]].concat();
        assert_eq!(says(header, &ignored), TokenError::Claims, "{bad:?}");
    }
    let mark = b"\xef\xbb\xbf".as_slice();
    assert_eq!(says(&[mark, header].concat(), &claims), TokenError::Header);
    assert_eq!(says(header, &[mark, &claims].concat()), TokenError::Claims);
}

#[test]
fn s24_token_of_another_key_is_rejected() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        let token = if matches!(algorithm.as_str().as_bytes(), [b'P' | b'R', ..]) {
            // All RSA keys of these tests are one, so here the signature is that of another token.
            let (theirs, ours) = (issuer.token(&good()), issuer.token(&with("sub", "admin")));
            format!("{}.{}", ours.rsplit_once('.').unwrap().0, theirs.rsplit_once('.').unwrap().1)
        } else {
            Issuer::new(algorithm).token(&good())
        };
        assert_eq!(
            verify(&issuer.jwt(), &token).unwrap_err(),
            TokenError::Signature,
            "{algorithm}"
        );
    }
}

#[test]
fn s24_key_signs_for_its_own_issuer_only() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        for name in ["https://other.example", "https://issuer.example/", ""] {
            let token = issuer.token(&with("iss", name));
            assert_eq!(
                kind(verify(&issuer.jwt(), &token).unwrap_err()),
                "Issuer",
                "{algorithm} {name}"
            );
        }
    }
}

#[test]
fn s15_claims_of_every_length_are_decoded() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    for pad in 0..9 {
        let header = format!(r#"{{"alg":"HS256"{}}}"#, " ".repeat(pad % 3));
        let claims = format!("{}{}", good(), " ".repeat(pad));
        assert!(verify(&jwt, &issuer.sign(header, claims)).is_ok(), "{pad}");
    }
}

#[test]
fn s24_signatures_of_other_lengths_are_rejected() {
    for algorithm in ALL {
        let issuer = Issuer::new(algorithm);
        let token = issuer.token(&good());
        let (signed, _) = token.rsplit_once('.').unwrap();
        let signature = issuer.signature(signed.as_bytes());
        let mut flipped = signature.clone();
        flipped[0] ^= 1;
        let forged = [
            vec![0; signature.len()],
            vec![0xff; signature.len()],
            signature[1..].to_vec(),
            [signature.as_slice(), &[0]].concat(),
            [&[0], signature.as_slice()].concat(),
            signature.repeat(2),
            flipped,
            vec![0],
        ];
        for signature in forged {
            let token = format!("{signed}.{}", encode(&signature));
            assert_eq!(
                verify(&issuer.jwt(), &token).unwrap_err(),
                TokenError::Signature,
                "{algorithm}"
            );
        }
    }
}

#[test]
fn s26_encrypted_tokens_and_json_forms_are_rejected() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.jwt();
    let part = encode(b"0123456789abcdef");
    let header = encode(br#"{"alg":"dir","enc":"A128GCM"}"#);
    let says = |token: &str| verify(&jwt, token).unwrap_err();
    assert_eq!(says(&format!("{header}..{part}.{part}.{part}")), TokenError::Form);
    assert_eq!(says(&format!("{header}.{part}.{part}.{part}.{part}")), TokenError::Form);
    assert_eq!(
        says(&issuer.sign(r#"{"alg":"HS256","enc":"A128GCM"}"#, good().to_string())),
        TokenError::Encrypted
    );
    let token = issuer.token(&good());
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three segments")
    };
    assert_eq!(
        says(&format!(
            r#"{{"protected":"{header}","payload":"{claims}","signature":"{signature}"}}"#
        )),
        TokenError::Form
    );
    // A token as the payload of a token.
    assert_eq!(says(&issuer.sign(r#"{"alg":"HS256"}"#, &token)), TokenError::Claims);
    assert_eq!(
        says(&issuer.sign(r#"{"alg":"HS256"}"#, format!("\"{token}\""))),
        TokenError::Claims
    );
    assert_eq!(says(&issuer.sign(r#"{"alg":"HS256","cty":"JWT"}"#, &token)), TokenError::Type);
}

#[test]
fn s41_unsigned_claims_are_not_parsed() {
    let issuer = Issuer::new(Algorithm::HS256);
    let forger = Issuer::new(Algorithm::HS256);
    for claims in ["{}", "no JSON", r#"{"exp":1}"#, "[[[["] {
        let token = forger.sign(r#"{"alg":"HS256"}"#, claims);
        assert_eq!(verify(&issuer.jwt(), &token).unwrap_err(), TokenError::Signature, "{claims}");
    }
}

#[test]
fn s38_rejection_contains_no_unverified_string() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().roles("roles").build().unwrap();
    let tokens = [
        issuer.sign(r#"{"alg":"canary"}"#, good().to_string()),
        issuer.sign(r#"{"alg":"HS256","typ":"canary"}"#, good().to_string()),
        issuer.sign(r#"{"alg":"HS256","canary":"#, good().to_string()),
        issuer.sign(r#"{"alg":"HS256","crit":["canary"]}"#, good().to_string()),
        issuer.sign(r#"{"alg":"HS256"}"#, r#"{"canary":1,"canary":2}"#),
        issuer.token(&with("sub", serde_json::json!(["canary"]))),
        issuer.token(&with("nonce", "canary")),
        issuer.token(&with("roles", serde_json::json!({"canary": 1}))),
        "canary".to_owned(),
    ];
    for token in tokens {
        let error = verify(&jwt, &token).unwrap_err();
        let shown = format!("{error} {error:?} {:?}", AuthenticationError::from(error.clone()));
        assert!(!shown.contains("canary"), "{shown}");
    }
}
