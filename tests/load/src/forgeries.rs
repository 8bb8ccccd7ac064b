//! The tokens of forgers, which resemble those of users and are invalid.

use serde_json::{Value, json};
use tests::signer::{Signer, decode, encode};

use crate::credentials::{Credentials, Worth};

/// The material of a forger.
pub(crate) struct Forger<'a> {
    /// The issuer, which signs tokens for other audiences, too.
    pub(crate) issuer: &'a Signer,
    /// The forger's own key, with the issuer's id.
    pub(crate) own: &'a Signer,
    /// A valid token of the forger, which the application may have cached.
    pub(crate) token: &'a str,
    /// The readable part of a valid token of the victim, without its signature.
    pub(crate) victim: &'a str,
}

impl Forger<'_> {
    /// Returns one token of each kind.
    pub(crate) fn credentials(&self) -> Vec<Credentials> {
        let forged = |(kind, token): (_, String)| Credentials::bearer(kind, &token, Worth::Nothing);
        self.tampered()
            .into_iter()
            .chain(self.signed_by_others())
            .chain(self.misused())
            .map(forged)
            .collect()
    }

    /// Returns valid tokens that were changed.
    fn tampered(&self) -> Vec<(&'static str, String)> {
        let [header, claims, signature] = cut(self.token);
        let [_, victim, _] = cut(self.victim);
        let mut bytes = decode(signature).unwrap();
        bytes[0] ^= 1;
        let flipped = encode(&bytes);
        let admin = encode(with(claims, "roles", json!(["admin", "root"])).to_string());
        let head = signature.split_at(22).0;
        vec![
            (
                "forged: another's claims under a good signature",
                format!("{header}.{victim}.{signature}"),
            ),
            ("forged: more roles under a good signature", format!("{header}.{admin}.{signature}")),
            ("forged: one bit of the signature", format!("{header}.{claims}.{flipped}")),
            ("forged: a piece of the signature", format!("{header}.{claims}.{head}")),
            ("forged: text behind a good token", format!("{}AAAA", self.token)),
            ("forged: alg none", format!("{}.{victim}.", encode(r#"{"alg":"none"}"#))),
            (
                "forged: alg none, signed",
                format!("{}.{victim}.{signature}", encode(r#"{"alg":"none"}"#)),
            ),
        ]
    }

    /// Returns tokens that the issuer never signed.
    fn signed_by_others(&self) -> Vec<(&'static str, String)> {
        let [header, victim, _] = cut(self.victim);
        let secret = Signer::with_secret("HS256", self.issuer.id, &self.issuer.der());
        let embedded =
            json!({"alg": "EdDSA", "kid": self.own.id, "typ": "JWT", "jwk": self.own.jwk()});
        vec![
            ("forged: another key", self.own.seal(header, victim)),
            (
                "forged: the public key as a secret",
                secret.seal(&encode(secret.header().to_string()), victim),
            ),
            (
                "forged: a key of its own inside",
                self.own.seal(&encode(embedded.to_string()), victim),
            ),
        ]
    }

    /// Returns tokens that the issuer signed for another purpose.
    fn misused(&self) -> Vec<(&'static str, String)> {
        let [_, victim, _] = cut(self.victim);
        let sign = |name, value| self.issuer.token(&with(victim, name, value));
        let unknown = json!({"alg": "EdDSA", "kid": "nobody", "typ": "JWT"});
        vec![
            ("misused: another issuer", sign("iss", json!("https://other.example"))),
            ("misused: another audience", sign("aud", json!("https://other.example"))),
            ("misused: bound to a key", sign("cnf", json!({"jkt": encode([7; 32])}))),
            ("misused: an id of no key", self.issuer.seal(&encode(unknown.to_string()), victim)),
        ]
    }
}

fn cut(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

fn with(claims: &str, name: &str, value: Value) -> Value {
    let mut claims: Value = serde_json::from_slice(&decode(claims).unwrap()).unwrap();
    claims[name] = value;
    claims
}
