//! What one request was refused: logged once, and remembered for whoever completes the answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::event::{self, OwnedTarget, Target};
use crate::rejection::Rejection;
use crate::rule::NamedRule;

/// What one request was refused.
#[derive(Default)]
pub(crate) struct Refusals {
    last: Mutex<Option<Refused>>,
    handed_over: AtomicBool,
}

/// A refusal, as it went to the request's handler or past it.
struct Refused {
    /// The policy whose refusal was logged first; empty for a request for nothing but an identity.
    logged: &'static str,
    rejection: Rejection,
    /// What the request asks for, where the rejection is not logged yet.
    target: Option<OwnedTarget>,
}

impl Refusals {
    /// Logs what is refused: once a request, unless somebody asked first for another policy, and the request went on. What functions
    /// refuse that decide inside is logged each time: a batch must not hide all attempts behind its first.
    pub(crate) fn record(
        &self,
        rejection: Rejection,
        policy: Option<NamedRule>,
        target: Option<Target<'_>>,
    ) -> Rejection {
        let name = policy.map_or("", |policy| (policy.name)());
        let mut refused = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = refused.as_ref();
        let logged = earlier.filter(|refused| refused.rejection.is_logged()).map(|refused| refused.logged);
        let deferred = earlier.and_then(|refused| refused.target.as_ref());
        let target = target.or(deferred.map(OwnedTarget::as_target));
        if logged != Some(name) || self.were_handed_over() {
            event::refused(&rejection, policy, target);
        }
        let rejection = rejection.into_logged();
        let kept = rejection.clone().without_request();
        *refused = Some(Refused { logged: logged.unwrap_or(name), rejection: kept, target: None });
        rejection
    }

    /// Remembers what is refused, to be logged if it becomes the answer. An earlier refusal stays.
    pub(crate) fn defer(&self, rejection: &Rejection, target: Target<'_>) {
        let mut refused = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get_or_insert_with(|| Refused {
            logged: "",
            rejection: rejection.clone().without_request(),
            target: Some(target.to_owned()),
        });
    }

    /// What was refused last.
    pub(crate) fn last(&self) -> Option<Rejection> {
        let refused = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        refused.as_ref().map(|refused| refused.rejection.clone())
    }

    /// Says that a function of the application's has a refusal as its result, and answers in its own way: with a tool's error, say.
    pub(crate) fn hand_over(&self) {
        self.handed_over.store(true, Ordering::Relaxed);
    }

    /// Whether another answer than the refusal may be meant.
    pub(crate) fn were_handed_over(&self) -> bool {
        self.handed_over.load(Ordering::Relaxed)
    }
}
