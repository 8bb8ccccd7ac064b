//! Generics, `where`, lifetimes, patterns, `impl Trait`, `unsafe`, return types: all stay.
#![deny(warnings)]

use auth_core::{Identity, policy, require};
use std::fmt::Display;
use std::future::Future;

policy! {
    Known = authenticated;
}

struct Path<T>(T);

struct Json<T> {
    value: T,
}

#[require(authenticated)]
async fn generic<T, const N: usize>(
    Path((a, b)): Path<(T, [u8; N])>,
    Json { value, .. }: Json<T>,
) -> Vec<T>
where
    T: Clone + Display + 'static,
    [u8; N]: Sized,
{
    let _ = b;
    vec![a, value]
}

#[require(authenticated)]
fn borrowed<'a, 'b: 'a>(text: &'a str, mut other: &'b str, _: u8) -> &'a str {
    if text.is_empty() {
        return text;
    }
    other = &other[1..];
    other
}

#[require(authenticated)]
fn returning_impl<F: Fn(u8) -> u8>(
    f: F,
    list: impl IntoIterator<Item = u8>,
) -> impl Iterator<Item = u8> {
    list.into_iter().map(f)
}

#[require(authenticated)]
fn future<'a>(text: &'a str) -> impl Future<Output = Result<usize, std::num::ParseIntError>> + 'a {
    async move { text.parse() }
}

#[require(authenticated)]
unsafe fn dangerous(slice: &[u8], [x, .., y]: [u8; 3]) -> u8 {
    slice[0] + x + y
}

#[require(authenticated)]
async fn question_mark(text: &str) -> Result<u8, std::num::ParseIntError> {
    let number: u8 = text.parse()?;
    Ok(number)
}

#[require(Known)]
fn r#type(r#match: u8) -> u8 {
    r#match
}

#[require(authenticated)]
fn r#struct() {}

#[require(authenticated)]
fn diverges() -> ! {
    panic!("on purpose")
}

#[require(authenticated)]
pub(crate) fn restricted<T>(t: T) -> T {
    t
}

pub(super) fn main() {
    let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
    assert_eq!(borrowed(alice.check().unwrap(), "a", "bc", 0), "c");
    let doubled: Vec<u8> = returning_impl(alice.check().unwrap(), |x| x * 2, [1, 2]).collect();
    assert_eq!(doubled, [2, 4]);
    assert_eq!(unsafe { dangerous(alice.check().unwrap(), &[1], [2, 0, 3]) }, 6);
    assert_eq!(r#type(alice.check().unwrap(), 7), 7);
    assert_eq!(restricted(alice.check().unwrap(), "x"), "x");
    let _ = (generic::<u8, 2>, question_mark, r#struct, diverges, future);
}
