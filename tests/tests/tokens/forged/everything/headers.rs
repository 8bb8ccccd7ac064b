//! The header: extensions, types, encryption, nesting.

use serde_json::{Value, json};
use tests::signer::{Signer, encode, random};

use crate::forged::corpus::{Answer, App, Corpus, NOW, Signers, every_type, good, with, without};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    critical(corpus, signers);
    types(corpus, signers);
    encrypted(corpus, signers);
    strict(corpus, signers);
}

/// A token with more in its header.
fn token(signer: &Signer, more: &Value) -> String {
    let mut header = signer.header();
    header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    signer.sign(header.to_string(), good().to_string())
}

fn critical(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "crit";
    let headers = [
        json!({"crit": ["http://example.test/x"], "http://example.test/x": true}),
        json!({"crit": ["exp"], "exp": NOW + 600}),
        json!({"crit": ["exp", null], "exp": NOW + 600}),
        json!({"crit": ["exp", "exp"], "exp": NOW + 600}),
        json!({"crit": ["alg"]}),
        json!({"crit": ["typ"]}),
        json!({"crit": ["absent"]}),
        json!({"crit": []}),
        json!({"crit": ["b64"], "b64": true}),
        json!({"crit": ["b64"], "b64": false}),
    ];
    for header in headers {
        corpus.refused(CLASS, &header.to_string(), token(&signers.rs, &header));
    }
    for value in every_type() {
        corpus.refused(
            CLASS,
            &format!("crit {value}"),
            token(&signers.es, &json!({"crit": value})),
        );
        corpus.refused(CLASS, &format!("b64 {value}"), token(&signers.es, &json!({"b64": value})));
    }
    corpus.refused(CLASS, "b64 false", token(&signers.ed, &json!({"b64": false})));
    // RFC 7797: signed over the claims as they are, but sent encoded.
    for key in signers.keys() {
        let header =
            json!({"alg": key.algorithm, "kid": key.id, "b64": false, "crit": ["b64"]}).to_string();
        let (header, claims) = (encode(header), good().to_string());
        let signature =
            encode(key.signature(key.algorithm, format!("{header}.{claims}").as_bytes()));
        corpus.refused(
            CLASS,
            "b64 over raw claims",
            format!("{header}.{}.{signature}", encode(&claims)),
        );
        corpus.refused(CLASS, "b64, claims as they are", format!("{header}.{claims}.{signature}"));
    }
    let harmless =
        json!({"http://example.test/x": {"any": [1, 2.5, null, true, "thing"]}, "critical": ["x"]});
    corpus.served(CLASS, "unknown members, not critical", token(&signers.rs, &harmless));
}

fn types(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "typ";
    for kind in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
        corpus.served(CLASS, kind, token(&signers.rs, &json!({"typ": kind})));
    }
    let others = [
        "",
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "id+jwt",
        "token-introspection+jwt",
        "kb+jwt",
        "dc+sd-jwt",
        "vp+sd-jwt",
        "oauth-authz-req+jwt",
        "client-authentication+jwt",
        "entity-statement+jwt",
        "JWE",
        "JOSE",
        "JOSE+JSON",
        "JWT ",
        " JWT",
        "JWT;x=1",
        "JWT\0",
        "application/",
        "application/dpop+jwt",
        "text/at+jwt",
        "at_jwt",
    ];
    for kind in others {
        corpus.refused(CLASS, kind, token(&signers.rs, &json!({"typ": kind})));
    }
    for kind in every_type().into_iter().filter(|kind| !kind.is_string()) {
        corpus.refused(CLASS, &kind.to_string(), token(&signers.rs, &json!({"typ": kind})));
    }
    for kind in [json!("JWT"), json!("json"), json!(null)] {
        corpus.refused(CLASS, &format!("cty {kind}"), token(&signers.rs, &json!({"cty": kind})));
    }
}

fn encrypted(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "jwe";
    let part = |len| encode(random(len));
    for header in [
        json!({"alg": "dir", "enc": "A128GCM"}),
        json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "rs-2026"}),
        json!({"alg": "ECDH-ES", "enc": "A128CBC-HS256", "kid": "es-2026", "epk": signers.es.jwk(), "cty": "JWT"}),
        json!({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_147_483_647, "p2s": "AAAA"}),
        json!({"alg": "A128KW", "enc": "A128GCM", "zip": "DEF"}),
    ] {
        let header_text = encode(header.to_string());
        let name = header["alg"].to_string();
        corpus.refused(
            CLASS,
            &name,
            format!("{header_text}.{}.{}.{}.{}", part(256), part(12), part(300), part(16)),
        );
        corpus.refused(
            CLASS,
            &name,
            format!("{header_text}..{}.{}.{}", part(12), part(300), part(16)),
        );
        // The same header on three segments, signed.
        corpus.refused(CLASS, &name, signers.es.sign(header.to_string(), good().to_string()));
    }
    corpus.refused(CLASS, "enc on a signed token", token(&signers.rs, &json!({"enc": "A128GCM"})));
    corpus.refused(CLASS, "enc of another type", token(&signers.rs, &json!({"enc": null})));
    let inner = signers.rs.token(&good());
    let header = signers.rs.header().to_string();
    corpus.refused(CLASS, "a token as the claims", signers.rs.sign(&header, &inner));
    corpus.refused(CLASS, "a token as a text", signers.rs.sign(&header, json!(inner).to_string()));
    let nested = json!({"alg": "RS256", "kid": "rs-2026", "cty": "JWT"}).to_string();
    corpus.refused(CLASS, "nested", signers.rs.sign(&nested, &inner));
    let unsigned = format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(good().to_string()));
    corpus.refused(CLASS, "nested, unsigned inside", signers.rs.sign(nested, unsigned));
}

/// S25: the profile of RFC 9068.
fn strict(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "strict-profile";
    let mut complete = good();
    complete["client_id"] = "client-one".into();
    complete["jti"] = "token-one".into();
    let mut add = |name: &str, kind: Option<&str>, claims: &Value, answer| {
        let mut header = json!({"alg": "ES256", "kid": "es-2026"});
        if let Some(kind) = kind {
            header["typ"] = kind.into();
        }
        corpus.add(
            CLASS,
            name,
            App::Strict,
            signers.es.sign(header.to_string(), claims.to_string()),
            answer,
        );
    };
    add("complete", Some("at+jwt"), &complete, Answer::Served);
    add("complete, long type", Some("application/AT+JWT"), &complete, Answer::Served);
    add("no type", None, &complete, Answer::Refused);
    for kind in ["JWT", "application/jwt", "", "at+jwt ", "id+jwt"] {
        add(kind, Some(kind), &complete, Answer::Refused);
    }
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let mut claims = complete.clone();
        claims.as_object_mut().unwrap().remove(name);
        add(name, Some("at+jwt"), &claims, Answer::Refused);
    }
    // The other verifiers accept these.
    corpus.served(CLASS, "the usual profile", signers.es.token(&without("iat")));
    corpus.served(CLASS, "the usual profile", signers.es.token(&with("client_id", "client-one")));
}
