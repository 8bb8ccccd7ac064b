//! The changes during a run, in order: the clock is set, tokens and users are revoked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use auth_core::Auth;
use auth_core::authn::Revocation;

use crate::credentials::{Credentials, Fate, ISSUER, User, Worth, at};

/// The number of changes. The odd ones set the clock, the even ones revoke.
pub(crate) const CHANGES: usize = 24;

/// The start of the run.
const START: i64 = 1_800_000_000;

/// The time of the application's clock after each change.
#[derive(Debug)]
pub(crate) struct Timeline {
    times: Vec<i64>,
    clock: Arc<AtomicI64>,
}

impl Timeline {
    pub(crate) fn new(rng: &mut fastrand::Rng) -> Self {
        let mut times = vec![START];
        for change in 1..=CHANGES {
            let step = if turns_the_clock(change) { rng.i64(60..=900) } else { 0 };
            times.push(times[change - 1] + step);
        }
        Self { times, clock: Arc::new(AtomicI64::new(START)) }
    }

    /// Returns the time after `changes` changes.
    pub(crate) fn time(&self, changes: usize) -> i64 {
        self.times[changes]
    }

    /// Returns the time after the last change.
    pub(crate) fn end(&self) -> i64 {
        self.times[CHANGES]
    }

    /// Returns the time of the application's clock.
    pub(crate) fn clock(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.clock)
    }

    /// Sets the application's clock to the time after a change.
    pub(crate) fn set_clock(&self, change: usize) {
        self.clock.store(self.times[change], Ordering::SeqCst);
    }

    /// Makes one change, for all users that are affected by it.
    pub(crate) async fn change(
        &self,
        change: usize,
        auth: &Auth,
        users: &[User],
        credentials: &[Credentials],
    ) {
        self.set_clock(change);
        let of_tokens = credentials.iter().filter_map(|credentials| match &credentials.worth {
            Worth::Token(token) if token.revoked == Some(change) => {
                // The revocation is removed when the token has expired, and not before.
                Some(Revocation::token(ISSUER, token.id.as_str()).until(at(token.expires_at)))
            }
            _ => None,
        });
        let of_users = users.iter().filter_map(|user| match user.fate {
            Fate::Revoked(planned) if planned == change => {
                Some(Revocation::user(ISSUER, user.subject.as_str()))
            }
            Fate::LoggedOut(planned, before) if planned == change => {
                Some(Revocation::user_before(ISSUER, user.subject.as_str(), at(before)))
            }
            _ => None,
        });
        for revocation in of_tokens.chain(of_users) {
            auth.revoke(revocation).await.unwrap();
            tokio::task::yield_now().await;
        }
    }
}

/// One kind of change at a time, so that during a change each token has its state of before or
/// after it.
pub(crate) const fn turns_the_clock(change: usize) -> bool {
    change % 2 == 1
}

/// Returns a change that sets the clock, or one that revokes.
pub(crate) fn any_change(rng: &mut fastrand::Rng, turning: bool) -> usize {
    rng.usize(0..CHANGES / 2) * 2 + if turning { 1 } else { 2 }
}
