//! Revocations in the memory of one process.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::{Answer, Revocation, Revocations, Revoked, Standing};
use crate::identity::Identity;
use crate::timestamp::Timestamp;

/// How long past its end a token may still be taken: the greatest leeway that there is.
const SLACK: Duration = Duration::from_secs(300);

/// How many entries there are at least before the expired ones among them are looked for.
const FIRST_SWEEP: usize = 1_024;

/// Revocations in the memory of one process: what every [`Auth`](crate::Auth) has unless it is given others.
///
/// They are gone when the process ends: revoke with a store of your own what must outlive it, or what other processes must know. Each
/// takes about 60 bytes and is forgotten five minutes after its [end](Revocation::until); one without an end stays. There is no bound
/// on their number: one that was dropped for want of room would let somebody in.
///
/// ```
/// use auth_core::{Identity, InMemoryRevocations, Revocation, Revocations, Standing, Timestamp};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let revocations = InMemoryRevocations::default();
/// let now = Timestamp::now();
/// revocations.revoke(&Revocation::user("https://issuer.example", "alice"), now).await?;
/// let alice = Identity::builder("https://issuer.example", "alice").build()?;
/// assert_eq!(revocations.standing(&alice, now).await?, Standing::Revoked);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct InMemoryRevocations {
    /// Whether there was ever anything to remember: most processes revoke nothing, and pay nothing for asking.
    used: AtomicBool,
    fingerprints: [RandomState; 2],
    tables: RwLock<Tables>,
}

#[derive(Default)]
struct Tables {
    tokens: HashMap<Fingerprint, Timestamp>,
    users: HashMap<Fingerprint, Cut>,
    /// With how many entries the expired ones are looked for next.
    sweep_at: usize,
}

/// What of a user's is revoked.
struct Cut {
    /// What was issued up to this second; [`Timestamp::MAX`]: everything.
    before: Timestamp,
    until: Timestamp,
}

/// Stands for an issuer and a name of its own.
///
/// SECURITY: 128 bits of two keyed hashes. Nobody can choose names that share one, and should two ever do by chance, then a good
/// token is refused and no bad one let in.
type Fingerprint = [u64; 2];

impl InMemoryRevocations {
    fn fingerprint(&self, issuer: &str, name: &str) -> Fingerprint {
        // Text hashes with its end, so that no two pairs run together.
        self.fingerprints.each_ref().map(|state| state.hash_one((issuer, name)))
    }

    pub(crate) fn is_revoked(&self, identity: &Identity) -> bool {
        if !self.used.load(Ordering::Acquire) {
            return false;
        }
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        let token = identity.token_id().map(|id| self.fingerprint(identity.issuer(), id));
        if token.is_some_and(|token| tables.tokens.contains_key(&token)) {
            return true;
        }
        let user = tables.users.get(&self.fingerprint(identity.issuer(), identity.subject()));
        // SECURITY: what does not say when it was issued was issued before.
        user.is_some_and(|cut| identity.issued_at().is_none_or(|issued| issued <= cut.before))
    }

    pub(crate) fn add(&self, revocation: &Revocation, now: Timestamp) {
        let until = revocation.expires_at();
        let fingerprint = |name: &str| self.fingerprint(revocation.issuer(), name);
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        match revocation.revoked() {
            Revoked::Token(id) => {
                let entry = tables.tokens.entry(fingerprint(id)).or_insert(until);
                *entry = until.max(*entry);
            }
            Revoked::User(subject) => tables.cut(fingerprint(subject), Timestamp::MAX, until),
            Revoked::UserBefore(subject, before) => tables.cut(fingerprint(subject), *before, until),
        }
        tables.sweep(now);
        self.used.store(true, Ordering::Release);
    }
}

impl Tables {
    /// The later one of two cuts counts, and for the longer time: never is less revoked than was asked for.
    fn cut(&mut self, user: Fingerprint, before: Timestamp, until: Timestamp) {
        let cut = self.users.entry(user).or_insert(Cut { before, until });
        cut.before = cut.before.max(before);
        cut.until = cut.until.max(until);
    }

    /// Forgets what has expired, each time that the tables have doubled.
    fn sweep(&mut self, now: Timestamp) {
        if self.tokens.len().saturating_add(self.users.len()) < self.sweep_at.max(FIRST_SWEEP) {
            return;
        }
        let counts = |until: Timestamp| until.saturating_add(SLACK) > now;
        self.tokens.retain(|_, until| counts(*until));
        self.users.retain(|_, cut| counts(cut.until));
        let left = self.tokens.len().saturating_add(self.users.len());
        self.sweep_at = left.saturating_mul(2);
        self.tokens.shrink_to(left);
        self.users.shrink_to(left);
    }
}

impl Revocations for InMemoryRevocations {
    fn standing<'a>(&'a self, identity: &'a Identity, _now: Timestamp) -> Answer<'a, Standing> {
        Answer::ready(Ok(if self.is_revoked(identity) { Standing::Revoked } else { Standing::Good }))
    }

    fn revoke<'a>(&'a self, revocation: &'a Revocation, now: Timestamp) -> Answer<'a, ()> {
        self.add(revocation, now);
        Answer::ready(Ok(()))
    }
}

impl fmt::Debug for InMemoryRevocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("InMemoryRevocations")
            .field("tokens", &tables.tokens.len())
            .field("users", &tables.users.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
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
    fn a_token_is_revoked_by_its_id_and_its_issuer_together() {
        let revocations = InMemoryRevocations::default();
        assert!(!revocations.is_revoked(&token("alice", Some("1"), None)));
        revocations.add(&Revocation::token(ISSUER, "1"), NOW);
        assert!(revocations.is_revoked(&token("alice", Some("1"), None)));
        assert!(revocations.is_revoked(&token("bob", Some("1"), None)));
        assert!(!revocations.is_revoked(&token("alice", Some("2"), None)));
        assert!(!revocations.is_revoked(&token("1", None, None)));
        let foreign = Identity::builder("https://other.example", "alice").token_id("1").build().unwrap();
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
    fn what_was_issued_up_to_the_second_is_revoked_and_what_does_not_say() {
        let revocations = InMemoryRevocations::default();
        revocations.add(&Revocation::user_before(ISSUER, "alice", at(500)), NOW);
        for (issued_at, revoked) in
            [(None, true), (Some(-1), true), (Some(499), true), (Some(500), true), (Some(501), false)]
        {
            assert_eq!(revocations.is_revoked(&token("alice", None, issued_at)), revoked, "{issued_at:?}");
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

    fn revoke(revocations: &InMemoryRevocations, ids: std::ops::Range<u32>, until: i64, now: i64) {
        for id in ids {
            revocations.add(&Revocation::token(ISSUER, id.to_string()).until(at(until)), at(now));
        }
    }

    #[test]
    fn a_million_entries_are_kept() {
        let revocations = InMemoryRevocations::default();
        revoke(&revocations, 0..1_000_000, 2_000_000, 1_000_000);
        assert_eq!(len(&revocations), 1_000_000);
        for id in [0, 1, 499_999, 999_999] {
            assert!(revocations.is_revoked(&token("bob", Some(&id.to_string()), None)));
        }
        assert!(!revocations.is_revoked(&token("bob", Some("1000000"), None)));
    }

    #[test]
    fn the_expired_are_forgotten_and_nothing_else_is() {
        let revocations = InMemoryRevocations::default();
        revocations.add(&Revocation::user(ISSUER, "alice"), NOW);
        revoke(&revocations, 0..10_000, 2_000_000, 1_000_000);
        // Still taken by whoever allows for the greatest leeway.
        revoke(&revocations, 10_000..30_000, 3_000_000, 2_000_299);
        assert!(revocations.is_revoked(&token("bob", Some("0"), None)));
        revoke(&revocations, 30_000..70_000, 3_000_000, 2_000_300);
        assert!(!revocations.is_revoked(&token("bob", Some("0"), None)));
        assert!(revocations.is_revoked(&token("bob", Some("10000"), None)));
        assert!(revocations.is_revoked(&token("alice", None, None)));
        assert_eq!(len(&revocations), 60_001);
    }
}
