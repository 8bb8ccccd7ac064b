//! An authenticator that hangs, fails and panics, as its tokens request.

use std::sync::Arc;
use std::time::Duration;

use auth_core::Identity;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use tokio::sync::Notify;

use crate::credentials::ISSUER;

/// The message of expected panics, which distinguishes them from others.
pub(crate) const PANIC: &str = "the authenticator panics, as it was told to";

/// An authenticator that does what the token requests: `hangs 3`, `panics 3`. Every other token
/// authenticates the caller that it names. The number is that of the client.
#[derive(Debug)]
pub(crate) struct Fragile {
    pub(crate) watches: Arc<[Watch]>,
}

/// Reports to a client the progress of the authentication that it caused.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    pub(crate) begun: Notify,
    pub(crate) dropped: Notify,
}

/// Reports that the future that holds it was dropped.
struct OnDrop<'w>(&'w Watch);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.dropped.notify_one();
    }
}

impl Fragile {
    async fn hang(&self, client: &str) -> Result<Identity, AuthenticationError> {
        let watch = &self.watches[client.parse::<usize>().unwrap()];
        let _on_drop = OnDrop(watch);
        watch.begun.notify_one();
        std::future::pending().await
    }
}

impl Authenticator for Fragile {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let (deed, client) = credentials.token().rsplit_once('.').unwrap_or_default();
        match deed {
            "hangs" => MaybeReady::pending(self.hang(client)),
            "fails" => MaybeReady::ready(Err(AuthenticationError::unavailable("no database"))),
            "fails-later" => MaybeReady::pending(async {
                tokio::task::yield_now().await;
                Err(AuthenticationError::unavailable_for(Duration::from_secs(7), "no database"))
            }),
            "panics" => panic!("{PANIC}"),
            "panics-later" => MaybeReady::pending(async {
                tokio::task::yield_now().await;
                panic!("{PANIC}")
            }),
            "slow" => MaybeReady::pending(async move {
                tokio::task::yield_now().await;
                identity(client)
            }),
            _ => MaybeReady::ready(identity(client)),
        }
    }
}

fn identity(client: &str) -> Result<Identity, AuthenticationError> {
    Identity::builder(ISSUER, client).build().map_err(AuthenticationError::invalid)
}
