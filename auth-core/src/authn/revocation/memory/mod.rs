//! Revocations in the memory of one process.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use self::earliest::Earliest;
use crate::authn::maybe_ready::MaybeReady;
use crate::authn::revocation::{Revocation, RevocationStatus, RevocationTarget, Revocations};
use crate::identity::Identity;
use crate::time::Timestamp;

mod earliest;

/// The greatest leeway: the time past its end during which a token may still be accepted.
const SLACK: Duration = Duration::from_secs(300);

/// The number of entries at which expired ones are first deleted.
const FIRST_SWEEP: usize = 1_024;

/// Revocations in the memory of one process: the default store of an [`Auth`](crate::Auth).
///
/// They are lost when the process ends. Use a store of your own for revocations that must outlive
/// the process, or that other processes must know. Each takes about 60 bytes and may be deleted
/// five minutes after its [end](Revocation::until); one without an end stays. Their number has no
/// bound: a revocation that was dropped for lack of room would let a revoked token in.
///
/// A clock that is set forward and back again deletes no revocation early. Between two revocations,
/// no more time passes than by the monotonic clock. After the clock was behind, entries stay longer
/// by the same time.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::authn::{InMemoryRevocations, Revocation, Revocations, RevocationStatus};
/// use auth_core::time::Timestamp;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let revocations = InMemoryRevocations::default();
/// let now = Timestamp::now();
/// revocations.revoke(&Revocation::user("https://issuer.example", "alice"), now).await?;
/// let alice = Identity::builder("https://issuer.example", "alice").build()?;
/// assert_eq!(revocations.standing(&alice, now).await?, RevocationStatus::Revoked);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct InMemoryRevocations {
    /// `true` after the first revocation. Before it, a query takes no lock.
    used: AtomicBool,
    fingerprints: [RandomState; 2],
    tables: RwLock<Tables>,
}

#[derive(Default)]
struct Tables {
    tokens: HashMap<Fingerprint, Timestamp>,
    users: HashMap<Fingerprint, Cut>,
    /// The number of entries at which expired ones are deleted next.
    sweep_at: usize,
    earliest: Earliest,
}

/// The revoked tokens of a user.
struct Cut {
    /// Tokens issued up to this second are revoked; with [`Timestamp::MAX`], all.
    before: Timestamp,
    until: Timestamp,
}

/// A hash of an issuer and one of its names.
///
/// SECURITY: 128 bits of two keyed hashes. A client cannot choose names with one hash. If two names
/// ever shared one by chance, a good token would be rejected, and no bad one accepted.
type Fingerprint = [u64; 2];

impl InMemoryRevocations {
    fn fingerprint(&self, issuer: &str, name: &str) -> Fingerprint {
        // The hash of a string includes its end, so that no two pairs are confused.
        self.fingerprints.each_ref().map(|state| state.hash_one((issuer, name)))
    }

    pub(crate) fn status(&self, identity: &Identity) -> RevocationStatus {
        if self.is_revoked(identity) { RevocationStatus::Revoked } else { RevocationStatus::Good }
    }

    fn is_revoked(&self, identity: &Identity) -> bool {
        if !self.used.load(Ordering::Acquire) {
            return false;
        }
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        let token = identity.token_id().map(|id| self.fingerprint(identity.issuer(), id));
        if token.is_some_and(|token| tables.tokens.contains_key(&token)) {
            return true;
        }
        let user = tables.users.get(&self.fingerprint(identity.issuer(), identity.subject()));
        // SECURITY: a token without `iat` counts as issued before.
        user.is_some_and(|cut| identity.issued_at().is_none_or(|issued| issued <= cut.before))
    }

    pub(crate) fn add(&self, revocation: &Revocation, now: Timestamp) {
        self.add_at(revocation, now, Instant::now());
    }

    fn add_at(&self, revocation: &Revocation, now: Timestamp, instant: Instant) {
        let until = revocation.expires_at();
        let fingerprint = |name: &str| self.fingerprint(revocation.issuer(), name);
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        match revocation.revoked() {
            RevocationTarget::Token(id) => {
                let entry = tables.tokens.entry(fingerprint(id)).or_insert(until);
                *entry = until.max(*entry);
            }
            RevocationTarget::User(subject) => {
                tables.cut(fingerprint(subject), Timestamp::MAX, until);
            }
            RevocationTarget::UserBefore(subject, before) => {
                tables.cut(fingerprint(subject), *before, until);
            }
        }
        let earliest = tables.earliest.at(now, instant);
        tables.sweep(earliest);
        self.used.store(true, Ordering::Release);
    }
}

impl Tables {
    /// Revokes tokens of a user. Of two revocations, the later time and the later end count, so
    /// that no revocation is weakened.
    fn cut(&mut self, user: Fingerprint, before: Timestamp, until: Timestamp) {
        let cut = self.users.entry(user).or_insert(Cut { before, until });
        cut.before = cut.before.max(before);
        cut.until = cut.until.max(until);
    }

    /// Deletes expired entries, each time that the tables have doubled.
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
    fn standing<'a>(
        &'a self,
        identity: &'a Identity,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<RevocationStatus, Box<dyn Error + Send + Sync>>> {
        MaybeReady::ready(Ok(self.status(identity)))
    }

    fn revoke<'a>(
        &'a self,
        revocation: &'a Revocation,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<(), Box<dyn Error + Send + Sync>>> {
        self.add(revocation, now);
        MaybeReady::ready(Ok(()))
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
mod tests;
