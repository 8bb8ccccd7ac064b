//! The issue of credentials to an account, and of forged ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tests::signer::{encode, random};

use super::accounts::SHOP;
use super::issued::{
    Issued, IssuedKey, IssuedSession, OpaqueToken, PREFIX, PasswordUser, Piece, STORED,
};
use crate::credentials::{AUDIENCE, LEEWAY};
use crate::timeline::{Timeline, any_change};

impl Issued {
    pub(super) fn add_tokens(
        &mut self,
        (account, issuer): (usize, usize),
        (rng, timeline): (&mut fastrand::Rng, &Timeline),
        pieces: &mut Vec<Piece>,
    ) {
        let kinds = [
            ["token of the first issuer", "token of the second issuer"],
            ["first issuer: expires", "second issuer: expires"],
            ["first issuer: revoked by its id", "second issuer: revoked by its id"],
            ["first issuer: next key", "second issuer: next key"],
            ["forged by the other issuer", "forged by the other issuer"],
            ["first issuer: other audience", "second issuer: other audience"],
        ];
        let of = &self.accounts[account];
        let (start, forever) = (timeline.time(0) - 100, timeline.end() + 3_600);
        for (number, kind) in kinds.iter().enumerate() {
            let id = format!("{}-{number}", of.subject);
            let expires_at =
                if number == 1 { timeline.time(any_change(rng, true)) - LEEWAY } else { forever };
            let audience = if number == 5 { "https://other.example" } else { AUDIENCE };
            let name = self.token_issuers[issuer].name;
            let claims = json!({
                "iss": name, "aud": audience, "sub": of.subject, "jti": id, "roles": of.roles(),
                "scope": of.scope(), "iat": start, "exp": expires_at,
            });
            let signing_key = usize::from(number == 3);
            let token = if number == 4 {
                self.token_issuers[1 - issuer].signers[0].token(&claims)
            } else {
                self.token_issuers[issuer].signers[signing_key].token(&claims)
            };
            if number == 2 {
                self.revoked.insert((name, id), (any_change(rng, false), expires_at));
            }
            pieces.push(Piece {
                kind: kind[issuer],
                header: "authorization",
                value: format!("Bearer {token}"),
            });
            if number != 4 {
                self.tokens.insert(token, [issuer, signing_key]);
            }
        }
    }

    pub(super) fn add_opaque_tokens(
        &mut self,
        account: usize,
        (rng, timeline): (&mut fastrand::Rng, &Timeline),
        pieces: &mut Vec<Piece>,
    ) {
        let forever = timeline.end() + 3_600;
        for kind in
            ["opaque", "opaque: expires", "opaque: revoked by its id", "opaque: other audience"]
        {
            let (token, id) = (encode(random(32)), encode(random(8)));
            let expires_at = match kind {
                "opaque: expires" => timeline.time(any_change(rng, true)),
                _ => forever,
            };
            if kind == "opaque: revoked by its id" {
                self.revoked.insert((SHOP, id.clone()), (any_change(rng, false), expires_at));
            }
            let value = format!("Bearer {token}");
            pieces.push(Piece { kind, header: "authorization", value });
            let is_foreign = kind == "opaque: other audience";
            self.opaque.insert(token, OpaqueToken { account, id, expires_at, is_foreign });
        }
    }

    pub(super) fn add_keys(
        &mut self,
        account: usize,
        (rng, timeline): (&mut fastrand::Rng, &Timeline),
        pieces: &mut Vec<Piece>,
    ) {
        for (kind, expires_at) in
            [("API key", None), ("API key: expires", Some(timeline.time(any_change(rng, true))))]
        {
            let key = encode(random(32));
            pieces.push(Piece { kind, header: "x-api-key", value: key.clone() });
            if expires_at.is_none() {
                let (kind, value) = ("API key as a token", format!("Bearer {key}"));
                pieces.push(Piece { kind, header: "authorization", value });
            }
            self.keys.insert(key, IssuedKey { account, expires_at, deleted: None });
        }
        let value = encode(random(32));
        pieces.push(Piece { kind: "API key: unknown", header: "x-api-key", value });
    }

    pub(super) fn add_prefixed_keys(
        &mut self,
        account: usize,
        (rng, timeline): (&mut fastrand::Rng, &Timeline),
        pieces: &mut Vec<Piece>,
    ) {
        for kind in ["prefixed key", "prefixed key: expires", "prefixed key: deleted"] {
            let key = format!("{PREFIX}{}", encode(random(32)));
            let expires_at =
                (kind == "prefixed key: expires").then(|| timeline.time(any_change(rng, true)));
            let deleted = (kind == "prefixed key: deleted").then(|| any_change(rng, false));
            let value = format!("Bearer {key}");
            pieces.push(Piece { kind, header: "authorization", value });
            if kind == "prefixed key" {
                let (kind, value) = ("prefixed key: in another header", key.clone());
                pieces.push(Piece { kind, header: "x-api-key", value });
            }
            self.prefixed.insert(key, IssuedKey { account, expires_at, deleted });
        }
        let value = format!("Bearer {PREFIX}{}", encode(random(32)));
        pieces.push(Piece { kind: "prefixed key: unknown", header: "authorization", value });
    }

    pub(super) fn add_passwords(
        &mut self,
        account: usize,
        rng: &mut fastrand::Rng,
        pieces: &mut Vec<Piece>,
    ) {
        let first = rng.usize(0..STORED.len());
        let user = self.accounts[account].subject.clone();
        let mut add = |kind, user: &str, password: &str| {
            let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
            pieces.push(Piece { kind, header: "authorization", value });
        };
        add("password", &user, STORED[first].0);
        add("password: the next one", &user, STORED[1 - first].0);
        add("password: wrong", &user, "open sesame!");
        add("password: unknown user", &format!("{user}!"), STORED[first].0);
        let changed = any_change(rng, false);
        let passwords = [first, 1 - first];
        self.passwords.insert(user, PasswordUser { account, passwords, changed });
    }

    pub(super) fn add_sessions(
        &mut self,
        account: usize,
        (rng, timeline): (&mut fastrand::Rng, &Timeline),
        pieces: &mut Vec<Piece>,
    ) {
        let mut ids = ["session", "session: expires", "session: ends"].map(|kind| {
            let id = encode(random(24));
            let expires_at =
                (kind == "session: expires").then(|| timeline.time(any_change(rng, true)));
            let ended = (kind == "session: ends").then(|| any_change(rng, false));
            self.sessions.insert(id.clone(), IssuedSession { account, expires_at, ended });
            (kind, id)
        });
        let mut add = |kind, value| pieces.push(Piece { kind, header: "cookie", value });
        let two = format!("id={}; id={}", ids[0].1, ids[1].1);
        for (kind, id) in &mut ids {
            add(kind, format!("theme=dark; id={id}"));
        }
        add("session: unknown", format!("id={}", encode(random(24))));
        add("session: two cookies", two);
    }
}

/// Returns headers that are no credentials of the application.
pub(super) fn malformed() -> Vec<Piece> {
    let authorization =
        |kind, value: &str| Piece { kind, header: "authorization", value: value.to_owned() };
    let basic = |kind, text: &str| authorization(kind, &format!("Basic {}", STANDARD.encode(text)));
    let key = |kind, value: &str| Piece { kind, header: "x-api-key", value: value.to_owned() };
    vec![
        authorization("another scheme", "Digest username=\"alice\""),
        authorization("malformed: no token", "Bearer"),
        authorization("malformed: two tokens", "Bearer one two"),
        authorization("malformed: no JWT", "Bearer bm90LWEtdG9rZW4"),
        authorization("malformed: no Base64", "Basic !!!"),
        basic("malformed: no colon", "user-1"),
        basic("malformed: NUL", "user-1\0:open sesame"),
        key("malformed: a key", "two keys"),
        key("API key: unknown", "\"quoted\""),
        Piece { kind: "malformed: a cookie", header: "cookie", value: "id=a\\b".to_owned() },
        Piece { kind: "another cookie", header: "cookie", value: "Id=a; xid=b".to_owned() },
    ]
}
