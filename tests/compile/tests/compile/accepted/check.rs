//! `check(…)` on functions with all kinds of results and arguments.
#![deny(warnings)]

use std::fmt::Display;
use std::future::{Future, ready};
use std::num::ParseIntError;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use auth_core::guard::CheckedResponse;
use auth_core::{Identity, Rejection, require};
use tracing::instrument;

struct Path<T>(T);

struct Post {
    author: String,
    identity: u8,
}

/// Fails with an error, or asks again.
async fn find(id: u64) -> Result<Option<Post>, ParseIntError> {
    ready(()).await;
    let _: u64 = "7".parse()?;
    Ok((id == 7).then(|| Post { author: "alice".to_owned(), identity: 1 }))
}

fn number(text: &str) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    if text.is_empty() { Err("no number")? } else { Ok(text.parse()?) }
}

#[require(check(find(id).await?.is_some_and(|post| post.author == identity.subject())))]
async fn awaited(Path(id): Path<u64>) -> String {
    format!("post {id}")
}

#[require(any(role = "admin", check(post.author == identity.subject() && post.identity == 1)))]
async fn returning_impl(post: Post) -> impl Display {
    post.author
}

#[require(check(identity.subject() == post.author))]
async fn returning_a_result_of_impl(
    post: Post,
    text: &str,
) -> Result<impl Display + use<>, ParseIntError> {
    if text == "early" {
        return Ok(0);
    }
    let number: u64 = text.parse()?;
    Ok(number + u64::from(post.identity))
}

#[require(check(number(text)? == 7))]
async fn question_mark_without_a_type(text: &str) -> Result<(), Box<dyn std::error::Error>> {
    text.parse::<u64>()?;
    Ok(())
}

#[require(check(*open))]
async fn without_a_return_type(open: &bool, list: &mut Vec<u8>) {
    if list.is_empty() {
        return;
    }
    list.push(1);
}

#[require(check(!first.is_empty()), check(number(first)? == 7))]
fn borrowed<'a>(first: &'a mut String, mut other: u8) -> &'a mut str {
    other += 1;
    if other == 0 {
        return "".to_owned().leak();
    }
    first.push('!');
    &mut *first
}

#[require(check(a != b))]
fn generic<T: PartialEq>((a, [b, ..]): (T, [T; 2])) -> (T, Vec<impl Iterator<Item = u8>>)
where
    T: Clone,
{
    let _ = b;
    (a, vec![0..3_u8])
}

#[require(check(f(identity.subject())))]
fn a_function(f: impl Fn(&str) -> bool) -> bool {
    f("x")
}

#[require(check({
    let lower = name.to_lowercase();
    lower == "blue"
}))]
#[require(check(matches!(&*name, "Blue" | "Red")))]
fn stacked(name: String) -> String {
    name
}

#[require(role = "admin")]
#[require(check(open))]
async fn stacked_below(open: bool) -> &'static str {
    "open"
}

#[require(check(open))]
#[require(role = "admin")]
async fn stacked_above(open: bool) -> &'static str {
    "open"
}

#[require(check(format!("{identity:?}").contains(&team)), conceal)]
fn in_a_format_string(team: String) -> usize {
    team.len()
}

/// Names that the expansion has as well.
#[require(check(undecided != answer && holds && rejection == 0 && _guard))]
fn names(undecided: u8, answer: u8, holds: bool, rejection: u8, _guard: bool) -> bool {
    let identity = undecided + answer + rejection;
    holds && identity == 1
}

#[require(check(open))]
unsafe fn dangerous(open: bool) -> bool {
    #![allow(clippy::let_and_return)]
    let result = open;
    result
}

#[instrument(skip_all, err)]
#[require(check(id == 7))]
async fn instrumented(id: u64, text: &str) -> Result<u64, ParseIntError> {
    text.parse()
}

macro_rules! handler {
    ($name:ident, $argument:ident, $check:expr, $body:block) => {
        #[require(check($check), check($argument == 7 && identity.subject() == "alice"))]
        fn $name($argument: u64) -> u64 $body
    };
}

handler!(made, id, id < 8, { id });

/// None of these futures waits for anything.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("pending"),
    }
}

fn status<T>(checked: CheckedResponse<T>) -> u16 {
    checked.into_result().map_or_else(|rejection: Rejection| rejection.status().as_u16(), |_| 200)
}

fn sendable<T: Send>(value: T) -> T {
    value
}

pub(super) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let alice = Identity::builder("https://issuer.example", "alice").build()?;
    let admin = Identity::builder("https://issuer.example", "ada").role("admin").build()?;
    let post = |author: &str| Post { author: author.to_owned(), identity: 1 };

    assert_eq!(at_once(sendable(awaited(alice.pending()?, Path(7)))).into_result()?, "post 7");
    assert_eq!(status(at_once(awaited(alice.pending()?, Path(8)))), 403);
    assert_eq!(status(at_once(returning_impl(alice.pending()?, post("bob")))), 403);
    assert_eq!(
        at_once(returning_impl(admin.pending()?, post("bob"))).into_result()?.to_string(),
        "bob"
    );
    let call =
        |text| at_once(returning_a_result_of_impl(alice.pending().unwrap(), post("alice"), text));
    assert_eq!(call("6").into_result()?.unwrap().to_string(), "7");
    assert_eq!(call("early").into_result()?.unwrap().to_string(), "0");
    assert!(call("x").into_result()?.is_err());
    assert_eq!(status(at_once(question_mark_without_a_type(alice.pending()?, ""))), 503);
    assert_eq!(status(at_once(question_mark_without_a_type(alice.pending()?, "8"))), 403);
    let mut list = vec![0];
    at_once(without_a_return_type(alice.pending()?, &true, &mut list)).into_result()?;
    assert_eq!(status(at_once(without_a_return_type(alice.pending()?, &false, &mut list))), 403);
    assert_eq!(list, [0, 1]);
    assert_eq!(borrowed(alice.pending()?, &mut "7".to_owned(), 1).into_result()?, "7!");
    assert_eq!(status(borrowed(alice.pending()?, &mut String::new(), 1)), 403);
    assert_eq!(status(borrowed(alice.pending()?, &mut "x".to_owned(), 1)), 503);
    assert_eq!(generic(alice.pending()?, (1, [2, 3])).into_result()?.0, 1);
    assert_eq!(status(a_function(alice.pending()?, |name| name == "bob")), 403);
    let both = stacked(alice.pending()?, alice.pending()?, "Blue".to_owned());
    assert_eq!(both.into_result()?.into_result()?, "Blue");
    assert_eq!(status(at_once(stacked_below(admin.check()?, admin.pending()?, false))), 403);
    assert_eq!(status(at_once(stacked_above(admin.pending()?, admin.check()?, true))), 200);
    assert_eq!(status(in_a_format_string(alice.pending()?, "?".to_owned())), 404);
    assert!(names(alice.pending()?, 0, 1, true, 0, true).into_result()?);
    assert!(unsafe { dangerous(alice.pending()?, true) }.into_result()?);
    assert_eq!(at_once(instrumented(alice.pending()?, 7, "9")).into_result()??, 9);
    assert_eq!(made(alice.pending()?, 7).into_result()?, 7);
    Ok(())
}
