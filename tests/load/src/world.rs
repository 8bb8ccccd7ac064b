//! The participants of a run: a thousand users, their tokens and those of forgers, and the
//! application that verifies them.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use auth_core::Auth;
use auth_core::jwt::Jwt;
use serde_json::json;
use tests::signer::Signer;

use crate::credentials::{AUDIENCE, Credentials, Fate, ISSUER, LEEWAY, Token, User, Worth, at};
use crate::forgeries::Forger;
use crate::timeline::{Timeline, any_change};

/// The number of users.
const USERS: usize = 1_000;
/// The kind of tokens that are valid throughout the run.
pub(crate) const GOOD: &str = "good";

/// The participants, and the changes during the run.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) auth: Auth,
    pub(crate) users: Vec<User>,
    pub(crate) credentials: Vec<Credentials>,
    pub(crate) timeline: Timeline,
    /// The indices of credentials in the list, by their kind: always valid, sometimes valid, never
    /// valid.
    kinds: [Vec<Vec<usize>>; 3],
}

impl World {
    pub(crate) fn new(rng: &mut fastrand::Rng) -> Self {
        let timeline = Timeline::new(rng);
        // Each run has new keys, for any seed.
        let (issuer, forger) = (Signer::new("EdDSA", "1"), Signer::new("EdDSA", "1"));
        let users: Vec<User> = (0..USERS).map(|number| user(number, &timeline, rng)).collect();
        let mut credentials = Vec::new();
        let mut known = Vec::new();
        for (number, user) in users.iter().enumerate() {
            let tokens = tokens(number, user, &timeline, rng);
            let sign = |token: &Token| issuer.token(&claims(user, token));
            known.push(sign(&tokens[0].1));
            let bearer = |(kind, token): (_, Token)| {
                Credentials::bearer(kind, &sign(&token), Worth::Token(token))
            };
            credentials.extend(tokens.into_iter().map(bearer));
        }
        for number in 0..USERS {
            let victim = &known[(number + 1 + rng.usize(0..USERS - 1)) % USERS];
            let forger = Forger { issuer: &issuer, own: &forger, token: &known[number], victim };
            credentials.extend(forger.credentials());
        }
        credentials.extend(unreadable(&known[0]));
        let mut by_kind = BTreeMap::<_, Vec<usize>>::new();
        for (place, credentials) in credentials.iter().enumerate() {
            by_kind.entry(credentials.kind).or_default().push(place);
        }
        let mut kinds = <[Vec<_>; 3]>::default();
        for (kind, places) in by_kind {
            let group = match (kind, &credentials[places[0]].worth) {
                (GOOD, _) => 0,
                (_, Worth::Token(_)) => 1,
                _ => 2,
            };
            kinds[group].push(places);
        }
        Self { auth: auth(&issuer, &timeline), users, credentials, timeline, kinds }
    }

    /// Returns credentials. The shares of the three groups are in tenths.
    pub(crate) fn any_credentials(
        &self,
        rng: &mut fastrand::Rng,
        [good, at_times, never]: [usize; 3],
    ) -> usize {
        let tenth = rng.usize(0..good + at_times + never);
        let kinds = &self.kinds[usize::from(tenth >= good) + usize::from(tenth >= good + at_times)];
        let kind = &kinds[rng.usize(0..kinds.len())];
        kind[rng.usize(0..kind.len())]
    }
}

/// Returns the quickstart's `Auth`, with a clock that the run sets.
fn auth(issuer: &Signer, timeline: &Timeline) -> Auth {
    let jwt = Jwt::builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .key(issuer.key())
        .leeway(Duration::from_secs(LEEWAY.unsigned_abs()))
        .build()
        .unwrap();
    let explained = Auth::builder().authenticator(jwt.clone()).insecure_explain_rejections();
    assert_eq!(explained.build().is_ok(), cfg!(debug_assertions), "a release build explains");
    let clock = timeline.clock();
    Auth::builder()
        .authenticator(jwt)
        .clock(move || at(clock.load(Ordering::SeqCst)))
        .build()
        .unwrap()
}

fn user(number: usize, timeline: &Timeline, rng: &mut fastrand::Rng) -> User {
    let roles: [&[&str]; 5] = [&["admin"], &["editor"], &["viewer"], &["viewer", "editor"], &[]];
    let fate = match rng.usize(0..100) {
        0..15 => Fate::Revoked(any_change(rng, false)),
        15..40 => {
            let change = any_change(rng, false);
            Fate::LoggedOut(change, timeline.time(change))
        }
        _ => Fate::Stays,
    };
    let scope = if rng.bool() { "posts:read posts:write" } else { "posts:read" };
    User { subject: format!("user-{number:04}"), roles: roles[rng.usize(0..5)], scope, fate }
}

/// Returns the tokens of a user, each with its kind. The first one is valid from the start.
fn tokens(
    user: usize,
    of: &User,
    timeline: &Timeline,
    rng: &mut fastrand::Rng,
) -> Vec<(&'static str, Token)> {
    let (start, forever) = (timeline.time(0), timeline.end() + 3_600);
    let mut kinds = Vec::new();
    let mut add = |kind, issued_at, (not_before, expires_at), revoked| {
        let id = format!("{user}-{}", kinds.len());
        kinds.push((kind, Token { user, id, issued_at, not_before, expires_at, revoked }));
    };
    let whole = match of.fate {
        Fate::Stays => GOOD,
        Fate::Revoked(_) => "of a user who is revoked",
        Fate::LoggedOut(..) => "of a user who is logged out",
    };
    add(whole, start - 100, (start - 100, forever), None);
    add(whole, start - 7_200, (start - 7_200, forever), None);
    for late in [0, 1] {
        // To the second in which the clock stops, or for one second more.
        let end = timeline.time(any_change(rng, true)) - LEEWAY + late;
        add("expires in the run", start - 100, (start - 100, end), None);
    }
    for late in [0, 1] {
        let begin = timeline.time(any_change(rng, true)) + LEEWAY + late;
        add("begins in the run", start - 100, (begin, forever), None);
    }
    let before = start - LEEWAY - rng.i64(0..3_000);
    add("expired before", before - 900, (before - 900, before), None);
    for _ in 0..2 {
        add("revoked by its id", start - 100, (start - 100, forever), Some(any_change(rng, false)));
    }
    if let Fate::LoggedOut(_, time) = of.fate {
        // SECURITY: the second itself is revoked. A login one second later is valid.
        for (late, kind) in
            [(0, "issued in the second of the logout"), (1, "issued after the logout")]
        {
            add(kind, time + late, (time + late, forever), None);
        }
    }
    kinds
}

fn claims(user: &User, token: &Token) -> serde_json::Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": user.subject, "jti": token.id,
        "roles": user.roles, "scope": user.scope,
        "iat": token.issued_at, "nbf": token.not_before, "exp": token.expires_at,
    })
}

/// Returns credentials that are no token, or more than one.
fn unreadable(token: &str) -> Vec<Credentials> {
    let twice = format!("Bearer {token}");
    let joined = format!("Bearer {token}, Bearer {token}");
    vec![
        Credentials::of("nothing", &[], Worth::Nobody),
        Credentials::of("another scheme", &["Basic YWRhOmFkYQ=="], Worth::Nobody),
        Credentials::of("two fields", &[&twice, &twice], Worth::Ambiguous),
        Credentials::of("two in one field", &[&joined], Worth::Ambiguous),
        Credentials::of("a scheme without a token", &["Bearer"], Worth::Nothing),
    ]
}
