//! The credentials that were issued, with the facts that determine the expected responses.

use std::collections::{BTreeMap, HashMap};

use tests::signer::Signer;

use super::accounts::{
    ACCOUNTS, Account, ISSUERS, KEYS, PARTNER, PASSWORDS, PREFIXED, SHOP, subject,
};
use super::issue::malformed;
use crate::timeline::{Timeline, any_change};

/// The start of the API keys beside tokens.
pub(crate) const PREFIX: &str = "shop_";

/// The two passwords, each with its hash of the reference implementation over 8 KiB:
/// `echo -n "open sesame" | argon2 somesalt -id -t 1 -k 8 -p 1 -l 32 -e`.
pub(crate) const STORED: [(&str, &str); 2] = [
    (
        "open sesame",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$hB+3w+XCqbeX/gTIqKvDd3rvONixo8T2Dgv6KiwCGcs",
    ),
    (
        "swordfish",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$PyoWQvYxGCLR6e2HIV5tKSIJcqx9RwUspGhV+0Jx3qE",
    ),
];

/// A header with credentials, as a client sends it.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The kind of the credentials, for reports.
    pub(crate) kind: &'static str,
    pub(crate) header: &'static str,
    pub(crate) value: String,
}

/// An issuer of tokens with two signing keys, of which the second one replaces the first one.
#[derive(Debug)]
pub(crate) struct TokenIssuer {
    pub(crate) name: &'static str,
    pub(crate) signers: [Signer; 2],
    /// The change that adds the second key, and the one that withdraws the first key.
    pub(crate) rotation: [usize; 2],
}

/// An opaque token of the first issuer.
#[derive(Debug)]
pub(crate) struct OpaqueToken {
    /// The index of its account in the list.
    pub(crate) account: usize,
    pub(crate) id: String,
    pub(crate) expires_at: i64,
    /// `true` for a token for another application.
    pub(crate) is_foreign: bool,
}

/// An API key in the store.
#[derive(Debug)]
pub(crate) struct IssuedKey {
    /// The index of its account in the list.
    pub(crate) account: usize,
    pub(crate) expires_at: Option<i64>,
    /// The change that removes it from the store.
    pub(crate) deleted: Option<usize>,
}

/// The session of a browser.
#[derive(Debug)]
pub(crate) struct IssuedSession {
    /// The index of its account in the list.
    pub(crate) account: usize,
    pub(crate) expires_at: Option<i64>,
    /// The change that removes it from the store.
    pub(crate) ended: Option<usize>,
}

/// A user with a password. The change replaces the first password by the second one.
#[derive(Debug)]
pub(crate) struct PasswordUser {
    /// The index of the account in the list.
    pub(crate) account: usize,
    /// The indices of the two passwords in `STORED`.
    pub(crate) passwords: [usize; 2],
    pub(crate) changed: usize,
}

/// All credentials of the run.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) accounts: Vec<Account>,
    pub(crate) token_issuers: [TokenIssuer; 2],
    /// The indices of the issuer and of the signing key, by the token.
    pub(crate) tokens: HashMap<String, [usize; 2]>,
    /// The changes that revoke tokens, by issuer and id.
    pub(crate) revoked: HashMap<(&'static str, String), (usize, i64)>,
    pub(crate) opaque: HashMap<String, OpaqueToken>,
    /// The keys in a header of their own, and those beside tokens.
    pub(crate) keys: HashMap<String, IssuedKey>,
    pub(crate) prefixed: HashMap<String, IssuedKey>,
    pub(crate) passwords: HashMap<String, PasswordUser>,
    pub(crate) sessions: HashMap<String, IssuedSession>,
    /// The headers that clients send, issued and forged, by their kind.
    pub(crate) pieces: Vec<Vec<Piece>>,
}

impl Issued {
    pub(crate) fn new(rng: &mut fastrand::Rng, timeline: &Timeline) -> Self {
        let issuer = |name, algorithm, rotation| {
            let signers = ["1", "2"].map(|id| Signer::new(algorithm, id));
            TokenIssuer { name, signers, rotation }
        };
        let mut all = Self {
            accounts: Vec::new(),
            // Both issuers have the same key ids.
            token_issuers: [issuer(SHOP, "EdDSA", [6, 16]), issuer(PARTNER, "ES256", [12, 12])],
            tokens: HashMap::new(),
            revoked: HashMap::new(),
            opaque: HashMap::new(),
            keys: HashMap::new(),
            prefixed: HashMap::new(),
            passwords: HashMap::new(),
            sessions: HashMap::new(),
            pieces: Vec::new(),
        };
        let mut pieces = Vec::new();
        for issuer in ISSUERS {
            for number in 0..ACCOUNTS {
                let account = all.accounts.len();
                all.accounts.push(Account {
                    issuer,
                    subject: subject(number),
                    is_reader: rng.bool(),
                    is_writer: rng.bool(),
                    revoked: (rng.usize(0..5) == 0).then(|| any_change(rng, false)),
                });
                match issuer {
                    SHOP => {
                        all.add_tokens((account, 0), (rng, timeline), &mut pieces);
                        all.add_opaque_tokens(account, (rng, timeline), &mut pieces);
                    }
                    PARTNER => all.add_tokens((account, 1), (rng, timeline), &mut pieces),
                    KEYS => all.add_keys(account, (rng, timeline), &mut pieces),
                    PREFIXED => all.add_prefixed_keys(account, (rng, timeline), &mut pieces),
                    PASSWORDS => all.add_passwords(account, rng, &mut pieces),
                    _ => all.add_sessions(account, (rng, timeline), &mut pieces),
                }
            }
        }
        pieces.extend(malformed());
        let mut by_kind = BTreeMap::<_, Vec<_>>::new();
        for piece in pieces {
            by_kind.entry(piece.kind).or_default().push(piece);
        }
        all.pieces = by_kind.into_values().collect();
        all
    }

    /// Returns any header with credentials.
    pub(crate) fn any_piece(&self, rng: &mut fastrand::Rng) -> &Piece {
        let kind = &self.pieces[rng.usize(0..self.pieces.len())];
        &kind[rng.usize(0..kind.len())]
    }
}
