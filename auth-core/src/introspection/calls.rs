//! Calls that are under way: one for each token, whose result all its requests share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::cache::Outcome;
use super::failure::Failure;
use crate::authn::MaybeReady;
use crate::secret_digest::SecretDigest;

/// The maximum number of calls at one time.
///
/// SECURITY: any client can send unknown tokens. Each causes a call, which holds memory and a
/// connection, here and at the issuer (S54).
const MAX_CALLS: usize = 64;

/// The calls that are under way, by token.
#[derive(Default)]
pub(super) struct Calls(Mutex<HashMap<SecretDigest, watch::Receiver<Option<Outcome>>>>);

impl Calls {
    /// Returns the result of the call for a token: of the one under way, or of `call`.
    ///
    /// `known` returns the result of a call that ended. The call runs in a task of its own, which
    /// no request can cancel.
    pub(super) fn join<'a>(
        self: &Arc<Self>,
        token: SecretDigest,
        known: impl FnOnce() -> Option<Outcome>,
        call: impl Future<Output = Outcome> + Send + 'static,
    ) -> MaybeReady<'a, Outcome> {
        let mut running = self.lock();
        let mut result = if let Some(result) = running.get(&token) {
            result.clone()
        } else {
            if let Some(known) = known() {
                return MaybeReady::ready(known);
            }
            if running.len() >= MAX_CALLS {
                return MaybeReady::ready(Err(Failure::Busy.into()));
            }
            let Ok(runtime) = Handle::try_current() else {
                return MaybeReady::ready(Err(Failure::NoRuntime.into()));
            };
            let (sender, result) = watch::channel(None);
            running.insert(token, result.clone());
            // A runtime that ended drops the task at once. Its drop locks the calls.
            drop(running);
            let ended = End { calls: Arc::clone(self), token };
            runtime.spawn(async move {
                let outcome = call.await;
                drop(ended);
                sender.send_replace(Some(outcome));
            });
            result
        };
        MaybeReady::pending(async move {
            let outcome = result.wait_for(Option::is_some).await;
            let outcome = outcome.ok().and_then(|outcome| outcome.clone());
            outcome.unwrap_or_else(|| Err(Failure::Ended.into()))
        })
    }

    /// Returns `true` if no call is under way.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SecretDigest, watch::Receiver<Option<Outcome>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a call, also of one that panics or whose runtime ends.
struct End {
    calls: Arc<Calls>,
    token: SecretDigest,
}

impl Drop for End {
    fn drop(&mut self) {
        self.calls.lock().remove(&self.token);
    }
}
