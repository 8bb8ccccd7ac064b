//! `from = …` on functions and methods of all kinds, for all kinds of callers.
#![deny(warnings)]

use std::future::{Future, ready};
use std::num::ParseIntError;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use auth_core::in_body::{AuthSource, PendingDecision, ResolvedSource};
use auth_core::policy::Facts;
use auth_core::request::PathParameters;
use auth_core::{Guard, Identity, MaybeIdentity, Rejection, policy, require};
use http::request::Parts;

policy! {
    Admins = role = "admin";
    Inside = ip = "192.0.2.0/24";
}

#[derive(Debug)]
enum Error {
    Number(#[allow(dead_code)] ParseIntError),
    Refused(Rejection),
}

impl From<ParseIntError> for Error {
    fn from(error: ParseIntError) -> Self {
        Self::Number(error)
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

#[require(role = "admin", from = identity)]
fn free(identity: &Identity, text: &str) -> Result<u64, Error> {
    const MORE: u64 = 1;
    Ok(text.parse::<u64>()? + MORE)
}

#[require(Admins, from = maybe)]
async fn named(maybe: MaybeIdentity) -> Result<(), Error> {
    drop(maybe);
    Ok(())
}

#[require(path.user == subject, from = facts)]
fn owned(facts: Facts<'_>) -> Result<impl Iterator<Item = u8> + use<>, Rejection> {
    let _ = facts;
    Ok([1, 2].into_iter())
}

#[require(Inside, from = facts)]
fn inside(facts: &Facts<'_>) -> Result<(), Rejection> {
    let _ = facts;
    Ok(())
}

/// A second decision that needs the proof of a first one.
#[require(role = "auditor", from = proof)]
fn proven(proof: &Guard<Admins>) -> Result<String, Rejection> {
    Ok(proof.identity().map(Identity::subject).unwrap_or_default().to_owned())
}

#[require(any(role = "admin", check(lookup(id).await? == identity.subject())), from = caller)]
async fn checked(caller: &Identity, id: u64) -> Result<u64, Error> {
    let _ = caller;
    Ok(id)
}

async fn lookup(id: u64) -> Result<&'static str, ParseIntError> {
    ready(()).await;
    let _: u64 = "7".parse()?;
    Ok(if id == 7 { "alice" } else { "bob" })
}

#[require(role = "admin", from = identity, report_only)]
fn observed(identity: Identity) -> Result<Identity, Error> {
    Ok(identity)
}

#[require(role = "admin", conceal, from = identity)]
#[require(check(*id > 0), from = identity.clone())]
fn stacked(identity: Identity, id: &mut u64) -> Result<u64, Error> {
    let _ = identity;
    *id += 1;
    Ok(*id)
}

struct Context2 {
    user: Identity,
}

impl AuthSource for Context2 {
    fn decision(&self) -> PendingDecision<'_> {
        self.user.decision()
    }
}

impl ResolvedSource for Context2 {
    fn facts(&self) -> Facts<'_> {
        self.user.facts()
    }
}

trait Service {
    fn rename(&mut self, context: &Context2, name: &str) -> Result<usize, Error>;

    #[require(role = "admin", from = context)]
    fn by_default(&self, context: &Context2) -> Result<(), Error> {
        let _ = context;
        Ok(())
    }
}

struct Users(String);

impl Service for Users {
    #[require(role = "admin", from = context)]
    fn rename(&mut self, context: &Context2, name: &str) -> Result<usize, Error> {
        let _ = context;
        name.clone_into(&mut self.0);
        Ok(self.0.len())
    }
}

impl Users {
    #[require(role = "admin", from = Self::whoever())]
    async fn of_a_value(self) -> Result<String, Error> {
        Ok(self.0)
    }

    fn whoever() -> Identity {
        Identity::builder("https://issuer.example", "bob").build().unwrap()
    }

    #[require(authenticated, from = parts)]
    async fn of_a_request(&self, parts: &Parts) -> Result<&str, Error> {
        let _ = parts;
        Ok(&self.0)
    }
}

/// A type that is not `Sync`, like the body of a request.
struct Streaming(#[allow(dead_code)] std::cell::Cell<u8>);

#[async_trait]
trait Rpc {
    async fn say(&self, request: http::Request<Streaming>) -> Result<String, Error>;
    async fn know(&self, user: &Identity, text: &str) -> Result<usize, Error>;
}

#[async_trait]
impl Rpc for Users {
    #[require(ip = "192.0.2.0/24", from = request)]
    async fn say(&self, request: http::Request<Streaming>) -> Result<String, Error> {
        ready(()).await;
        Ok(format!("{} {}", self.0, request.uri()))
    }

    #[require(check(!self.0.is_empty() && user.subject() == identity.subject()), from = user)]
    async fn know(&self, user: &Identity, text: &str) -> Result<usize, Error> {
        ready(user).await;
        let number: usize = text.parse()?;
        Ok(number + self.0.len())
    }
}

/// None of these futures waits for anything.
fn at_once<T>(future: impl Future<Output = T> + Send) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("pending"),
    }
}

fn status<T>(result: Result<T, Error>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(Error::Number(_)) => 400,
        Err(Error::Refused(rejection)) => rejection.status().as_u16(),
    }
}

pub(super) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let identity = |name, role| {
        Identity::builder("https://issuer.example", name).role(role).as_user().build().unwrap()
    };
    let (alice, admin) = (identity("alice", "user"), identity("ada", "admin"));

    assert_eq!(
        [status(free(&admin, "6")), status(free(&admin, "x")), status(free(&alice, "x"))],
        [200, 400, 403]
    );
    assert_eq!(status(at_once(named(MaybeIdentity(None)))), 401);
    assert_eq!(status(at_once(named(MaybeIdentity(Some(admin.clone()))))), 200);
    let path = PathParameters::new([("user", "alice")]);
    assert_eq!(owned(Facts::of(&alice).with_path(&path))?.sum::<u8>(), 3);
    assert_eq!(owned(Facts::of(&alice)).map(drop).unwrap_err().status(), 403);
    assert!(inside(&Facts::anonymous().with_address("192.0.2.1".parse()?)).is_ok());
    assert!(inside(&Facts::anonymous()).is_err());
    let both = Identity::builder("https://issuer.example", "both")
        .role("admin")
        .role("auditor")
        .build()?;
    assert_eq!(proven(&both.check()?)?, "both");
    assert!(proven(&admin.check()?).is_err());
    assert_eq!(status(at_once(checked(&alice, 7))), 200);
    assert_eq!(status(at_once(checked(&alice, 8))), 403);
    assert_eq!(status(observed(alice.clone())), 200);
    assert_eq!(status(stacked(alice.clone(), &mut 0)), 404);
    assert_eq!(status(stacked(admin.clone(), &mut 0)), 403);
    assert_eq!(status(stacked(admin.clone(), &mut 1)), 200);
    let mut users = Users("x".to_owned());
    assert_eq!(status(users.rename(&Context2 { user: alice.clone() }, "y")), 403);
    assert_eq!(users.0, "x");
    assert_eq!(status(users.rename(&Context2 { user: admin.clone() }, "y")), 200);
    assert_eq!(status(users.by_default(&Context2 { user: alice.clone() })), 403);
    assert_eq!(status(at_once(users.know(&alice, "7"))), 200);
    let request = http::Request::new(Streaming(0.into()));
    assert_eq!(status(at_once(users.say(request))), 500, "no `Auth` has seen the request");
    let (parts, ()) = http::Request::new(()).into_parts();
    assert_eq!(status(at_once(users.of_a_request(&parts))), 500);
    assert_eq!(status(at_once(users.of_a_value())), 403);
    Ok(())
}
