//! `alg`: none in all spellings, other names, other algorithms, and public keys as secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::signer::{Signer, encode, pem, random};

use crate::forged::corpus::{Answer, App, Corpus, ISSUER, Signers, good};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    none(corpus);
    header(corpus, signers);
    pinning(corpus, signers);
    confusion(corpus, signers);
    weak_secrets(corpus, signers);
}

fn none(corpus: &mut Corpus) {
    const CLASS: &str = "alg-none";
    let claims = encode(good().to_string());
    // All 16 ways to write it, by the bits of a number.
    for bits in 0..16_u8 {
        let name: String = "none"
            .chars()
            .enumerate()
            .map(
                |(at, letter)| {
                    if bits >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
                },
            )
            .collect();
        let header = encode(json!({"alg": name, "kid": "es-2026"}).to_string());
        corpus.refused(CLASS, &name, format!("{header}.{claims}."));
        corpus.refused(
            CLASS,
            &format!("{name} and a signature"),
            format!("{header}.{claims}.{}", encode(random(64))),
        );
        corpus.add(CLASS, &name, App::Secret, format!("{header}.{claims}.AA"), Answer::Refused);
    }
    for name in [" none", "none ", "none\0", "\u{ff4e}one", "N0NE", "nonenone"] {
        let header = encode(json!({"alg": name}).to_string());
        corpus.refused(CLASS, name, format!("{header}.{claims}."));
        corpus.add(CLASS, name, App::One, format!("{header}.{claims}.AA"), Answer::Refused);
    }
    let header = encode(r#"{"alg":"none"}"#);
    corpus.refused(CLASS, "nothing but a header", format!("{header}.."));
    corpus.refused(CLASS, "without the last dot", format!("{header}.{claims}"));
}

fn header(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "alg-header";
    let claims = good().to_string();
    let odd = [
        json!(""),
        json!(null),
        json!(false),
        json!(0),
        json!(["RS256"]),
        json!({"a": "RS256"}),
        json!("rs256"),
        json!("RS256 "),
        json!(" RS256"),
        json!("RS256\0"),
        json!("RSA256"),
        json!("RSASSA"),
        json!("Ed25519"),
        json!("SHA256withRSA"),
        json!("RS256,HS256"),
        json!("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    ];
    for algorithm in odd {
        let header = json!({"alg": algorithm, "kid": "rs-2026"});
        corpus.refused(CLASS, &algorithm.to_string(), signers.rs.sign(header.to_string(), &claims));
    }
    corpus.refused(CLASS, "missing", signers.rs.sign(r#"{"kid":"rs-2026"}"#, &claims));
    corpus.add(CLASS, "missing", App::One, signers.es.sign("{}", &claims), Answer::Refused);
}

/// Real signatures of the issuer's keys, made with another algorithm than the key's one.
fn pinning(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "alg-pinning";
    let mut add = |key: &Signer, named: &str, used: &str| {
        let signed = format!(
            "{}.{}",
            encode(json!({"alg": named, "kid": key.id}).to_string()),
            encode(good().to_string())
        );
        let token = format!("{signed}.{}", encode(key.signature(used, signed.as_bytes())));
        let name = format!("{} key, {named} in the header, {used} signature", key.algorithm);
        if named == key.algorithm && used == key.algorithm {
            corpus.served(CLASS, &name, token);
        } else {
            corpus.refused(CLASS, &name, token);
        }
    };
    let rsa = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    for key in [&signers.rs, &signers.ps] {
        for (named, used) in rsa.into_iter().flat_map(|named| rsa.map(|used| (named, used))) {
            add(key, named, used);
        }
    }
    for key in [&signers.es, &signers.es384, &signers.es512, &signers.ed] {
        for named in ["ES256", "ES384", "EdDSA", "ES256K", "ES512", "RS256", "HS256"] {
            add(key, named, key.algorithm);
        }
    }
    // The signature of one key under the name of another.
    for (key, id) in [
        (&signers.ed, "es-2026"),
        (&signers.es, "ed-2026"),
        (&signers.rs, "ps-2026"),
        (&signers.es, "es384-2026"),
        (&signers.es512, "es384-2026"),
        (&signers.es384, "es512-2026"),
    ] {
        let header = json!({"alg": key.algorithm, "kid": id}).to_string();
        corpus.refused(
            CLASS,
            &format!("{} under {id}", key.algorithm),
            key.sign(header, good().to_string()),
        );
    }
    corpus.add(
        CLASS,
        "RS256, where there is a secret",
        App::Secret,
        signers.rs.token(&good()),
        Answer::Refused,
    );
    for algorithm in ["HS384", "HS512"] {
        let signed = format!(
            "{}.{}",
            encode(json!({"alg": algorithm}).to_string()),
            encode(good().to_string())
        );
        let token =
            format!("{signed}.{}", encode(signers.secret.signature(algorithm, signed.as_bytes())));
        corpus.add(CLASS, algorithm, App::Secret, token, Answer::Refused);
    }
}

/// HMAC with the public key as the secret, in every format that a library may accept as a
/// secret.
fn confusion(corpus: &mut Corpus, signers: &Signers) {
    for key in signers.keys() {
        let der = key.der();
        let spki = pem("PUBLIC KEY", &der);
        let body: String = spki.lines().filter(|line| !line.starts_with('-')).collect();
        let mut secrets: Vec<(&str, Vec<u8>)> = vec![
            ("PEM", spki.clone().into_bytes()),
            ("PEM without the last line end", spki.trim_end().into()),
            ("PEM of other line ends", spki.replace('\n', "\r\n").into_bytes()),
            ("PEM's body", body.into_bytes()),
            ("DER", der.clone()),
            ("base64 of DER", STANDARD.encode(&der).into_bytes()),
            ("base64url of DER", encode(&der).into_bytes()),
            ("hexadecimal DER", hex(&der).into_bytes()),
            ("JWK", key.jwk().to_string().into_bytes()),
            ("pretty JWK", format!("{:#}", key.jwk()).into_bytes()),
            ("JWKS", json!({"keys": [key.jwk()]}).to_string().into_bytes()),
            ("the JWK's first number", member(&key.jwk()).into_bytes()),
            ("the bit string", der[der.len().saturating_sub(65)..].to_vec()),
        ];
        if key.algorithm.ends_with("S256") && key.algorithm != "ES256" {
            let older = &der[24..];
            secrets.push(("RSAPublicKey", older.to_vec()));
            secrets.push(("RSAPublicKey as PEM", pem("RSA PUBLIC KEY", older).into_bytes()));
            secrets.push(("the modulus", key.modulus()));
            secrets.push(("the modulus in hexadecimal", hex(&key.modulus()).into_bytes()));
        }
        for (form, secret) in secrets {
            for algorithm in ["HS256", "HS384", "HS512"] {
                let forger = Signer::with_secret(algorithm, key.id, &secret);
                let name = format!("{algorithm} with {}'s {form}", key.id);
                corpus.refused("key-confusion", &name, forger.token(&good()));
                let header = json!({"alg": algorithm}).to_string();
                let anonymous = forger.sign(header, good().to_string());
                corpus.add("key-confusion", &name, App::One, anonymous, Answer::Refused);
                // An HMAC under the name of the key's own algorithm.
                let honest = json!({"alg": key.algorithm, "kid": key.id}).to_string();
                corpus.refused(
                    "key-confusion",
                    &format!("{name}, hidden"),
                    forger.sign(honest, good().to_string()),
                );
            }
        }
    }
}

fn weak_secrets(corpus: &mut Corpus, signers: &Signers) {
    let secrets: [&[u8]; 12] = [
        b"",
        b"\0",
        b"secret",
        b"password",
        b"123456",
        b"null",
        b"hs-2026",
        b"your-256-bit-secret",
        b"changeme",
        &[0; 32],
        &[b'a'; 64],
        ISSUER.as_bytes(),
    ];
    for secret in secrets {
        let forger = Signer::with_secret("HS256", signers.secret.id, secret);
        let name = format!("HS256 with {}", String::from_utf8_lossy(secret).escape_debug());
        corpus.add("weak-secret", &name, App::Secret, forger.token(&good()), Answer::Refused);
        corpus.refused("weak-secret", &name, forger.token(&good()));
    }
    corpus.add(
        "weak-secret",
        "the secret itself",
        App::Secret,
        signers.secret.token(&good()),
        Answer::Served,
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Returns the members of the key's JWK.
fn member(jwk: &Value) -> String {
    ["n", "x"].into_iter().find_map(|name| jwk[name].as_str()).unwrap().to_owned()
}
