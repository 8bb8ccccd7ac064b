//! Tests of revocations in memory.

use super::*;

const ISSUER: &str = "https://issuer.example";
const NOW: Timestamp = Timestamp::from_secs(1_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn token(subject: &str, id: Option<&str>, issued_at: Option<i64>) -> Identity {
    let mut identity = Identity::builder(ISSUER, subject);
    if let Some(id) = id {
        identity = identity.token_id(id);
    }
    if let Some(issued_at) = issued_at {
        identity = identity.issued_at(at(issued_at));
    }
    identity.build().unwrap()
}

#[test]
fn token_is_revoked_by_its_id_and_its_issuer_together() {
    let revocations = InMemoryRevocations::default();
    assert!(!revocations.is_revoked(&token("alice", Some("1"), None)));
    revocations.add(&Revocation::token(ISSUER, "1"), NOW);
    assert!(revocations.is_revoked(&token("alice", Some("1"), None)));
    assert!(revocations.is_revoked(&token("bob", Some("1"), None)));
    assert!(!revocations.is_revoked(&token("alice", Some("2"), None)));
    assert!(!revocations.is_revoked(&token("1", None, None)));
    let foreign =
        Identity::builder("https://other.example", "alice").token_id("1").build().unwrap();
    assert!(!revocations.is_revoked(&foreign));
}

#[test]
fn a_user_is_revoked_whatever_the_token_says() {
    let revocations = InMemoryRevocations::default();
    revocations.add(&Revocation::user(ISSUER, "alice"), NOW);
    for issued_at in [None, Some(0), Some(2_000_000)] {
        assert!(revocations.is_revoked(&token("alice", Some("1"), issued_at)));
        assert!(!revocations.is_revoked(&token("bob", Some("alice"), issued_at)));
    }
}

#[test]
fn token_issued_before_or_without_iat_is_revoked() {
    let revocations = InMemoryRevocations::default();
    revocations.add(&Revocation::user_before(ISSUER, "alice", at(500)), NOW);
    for (issued_at, revoked) in
        [(None, true), (Some(-1), true), (Some(499), true), (Some(500), true), (Some(501), false)]
    {
        assert_eq!(
            revocations.is_revoked(&token("alice", None, issued_at)),
            revoked,
            "{issued_at:?}"
        );
    }
    // An earlier time takes nothing back, nor does a shorter memory.
    revocations.add(&Revocation::user_before(ISSUER, "alice", at(400)).until(at(600)), NOW);
    assert!(revocations.is_revoked(&token("alice", None, Some(500))));
    revocations.add(&Revocation::user_before(ISSUER, "alice", at(501)), NOW);
    assert!(revocations.is_revoked(&token("alice", None, Some(501))));
}

fn len(revocations: &InMemoryRevocations) -> usize {
    let tables = revocations.tables.read().unwrap();
    tables.tokens.len() + tables.users.len()
}

/// Revokes tokens while the clock says `now`, as many seconds after the start as `passed`.
fn revoke(
    revocations: &InMemoryRevocations,
    ids: std::ops::Range<u32>,
    until: i64,
    (now, passed): (i64, Duration),
) {
    let instant = *START + passed;
    for id in ids {
        let revocation = Revocation::token(ISSUER, id.to_string()).until(at(until));
        revocations.add_at(&revocation, at(now), instant);
    }
}

static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);

/// A clock that was right all the time since second 1000000.
fn right(now: i64) -> (i64, Duration) {
    (now, Duration::from_secs(u64::try_from(now - 1_000_000).unwrap()))
}

#[test]
fn a_million_entries_are_kept() {
    let revocations = InMemoryRevocations::default();
    revoke(&revocations, 0..1_000_000, 2_000_000, right(1_000_000));
    assert_eq!(len(&revocations), 1_000_000);
    for id in [0, 1, 499_999, 999_999] {
        assert!(revocations.is_revoked(&token("bob", Some(&id.to_string()), None)));
    }
    assert!(!revocations.is_revoked(&token("bob", Some("1000000"), None)));
}

#[test]
fn the_expired_are_forgotten_and_nothing_else_is() {
    let revocations = InMemoryRevocations::default();
    revocations.add_at(&Revocation::user(ISSUER, "alice"), NOW, *START);
    revoke(&revocations, 0..10_000, 2_000_000, right(1_000_000));
    // Still accepted with the greatest leeway.
    revoke(&revocations, 10_000..30_000, 3_000_000, right(2_000_299));
    assert!(revocations.is_revoked(&token("bob", Some("0"), None)));
    revoke(&revocations, 30_000..70_000, 3_000_000, right(2_000_300));
    assert!(!revocations.is_revoked(&token("bob", Some("0"), None)));
    assert!(revocations.is_revoked(&token("bob", Some("10000"), None)));
    assert!(revocations.is_revoked(&token("alice", None, None)));
    assert_eq!(len(&revocations), 60_001);
}

#[test]
fn revocation_outlives_a_clock_set_forward_and_back() {
    let revocations = InMemoryRevocations::default();
    revoke(&revocations, 0..1, 1_000_600, right(1_000_000));
    // For an hour the clock runs a day ahead, and the tables grow twice.
    let ahead = |now| (now + 86_400, right(now).1);
    revoke(&revocations, 1..3_000, 2_000_000, ahead(1_000_001));
    revoke(&revocations, 3_000..9_000, 2_000_000, ahead(1_000_500));
    assert!(revocations.is_revoked(&token("bob", Some("0"), None)));
    // Once it has really expired, it is forgotten.
    revoke(&revocations, 9_000..40_000, 2_000_000, right(1_000_900));
    assert!(!revocations.is_revoked(&token("bob", Some("0"), None)));
}

#[test]
fn first_revocation_under_a_fast_clock_stays() {
    let revocations = InMemoryRevocations::default();
    let ahead = (1_086_400, Duration::ZERO);
    revoke(&revocations, 0..1, 1_000_600, ahead);
    // The clock is set right before the tables are swept.
    revoke(&revocations, 1..9_000, 2_000_000, right(1_000_001));
    assert!(revocations.is_revoked(&token("bob", Some("0"), None)));
}
