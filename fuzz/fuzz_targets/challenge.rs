//! Challenges: for any realm and credentials, an independent parser reads one challenge per line.
#![no_main]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use auth_core::{Auth, Identity, Policy};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::policy::Rule;
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use http::{HeaderValue, Request, Response};
use libfuzzer_sys::fuzz_target;
use tower_layer::Layer;
use tower_service::Service;

#[derive(Debug)]
struct Realm(String);

impl Authenticator for Realm {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn realm(&self) -> &str {
        &self.0
    }

    fn authenticate<'a>(&'a self, _: &'a Credentials, _: Timestamp) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(Err(AuthenticationError::Expired))
    }
}

struct Known;

impl Policy for Known {
    const RULE: Rule = Rule::authenticated();
}

#[derive(Clone)]
struct Guarded;

impl Service<Request<()>> for Guarded {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let (parts, ()) = request.into_parts();
        let decided = now(auth_core::adapters::tower::guard::<Known>(&parts));
        ready(Ok(decided.map_or_else(auth_core::Rejection::into_response, |_| panic!("nobody is let in"))))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing waits here"),
    }
}

fuzz_target!(|input: (String, Vec<u8>)| {
    let (realm, credentials) = input;
    let expected: String =
        realm.chars().map(|character| if matches!(character, ' '..='~') { character } else { '?' }).collect();
    let mut request = Request::new(());
    if let Ok(value) = HeaderValue::from_bytes(&credentials) {
        request.headers_mut().append("authorization", value);
    }
    let response = now(Auth::new(Realm(realm)).layer(Guarded).call(request)).expect("infallible");
    assert_eq!(response.status(), 401);
    let mut lines = response.headers().get_all("www-authenticate").iter();
    let line = lines.next().expect("every 401 carries a challenge").to_str().expect("ASCII");
    assert!(lines.next().is_none());
    let challenges = http_auth::parse_challenges(line).expect("it parses");
    assert_eq!(challenges.len(), 1);
    let realms: Vec<_> = challenges[0].params.iter().filter(|(name, _)| *name == "realm").collect();
    assert_eq!(realms.len(), 1);
    assert_eq!(realms[0].1.to_unescaped(), expected);
});
