//! `subject` in `check(…)`: the subject of a user of the application, as in rules.

use auth_core::{Identity, Rejection, require};
use tests::log::Log;

#[require(check(author == subject))]
fn sync(author: &str) -> &'static str {
    "edited"
}

#[require(check(std::future::ready(author).await == subject))]
async fn asynchronous(author: &str) -> &'static str {
    "edited"
}

#[require(check(author == subject), from = caller)]
fn inside(caller: &Identity, author: &str) -> Result<&'static str, Rejection> {
    let _ = caller;
    Ok("edited")
}

#[require(check(author == subject), from = caller)]
async fn inside_async(caller: &Identity, author: &str) -> Result<&'static str, Rejection> {
    std::future::ready(caller).await;
    Ok("edited")
}

#[require(check(format!("u:{subject}") == format!("u:{author}")))]
fn in_a_text(author: &str) -> &'static str {
    "edited"
}

#[require(check(matches!(author, Some(author) if author == subject)))]
fn in_a_macro(author: Option<&str>) -> &'static str {
    "edited"
}

/// A check that names `subject`, so that every user meets it and no other caller.
#[require(check(!subject.is_empty() || author.is_empty()))]
fn in_an_alternative(author: &str) -> &'static str {
    "edited"
}

#[require(any(role = "admin", check(author == subject && identity.subject() == author)))]
fn beside_the_identity(author: &str) -> &'static str {
    "edited"
}

#[require(check(post.subject == identity.subject()))]
fn field(post: &Post) -> &'static str {
    "edited"
}

#[require(check(subject == "alice" && identity == 7))]
fn own_argument(identity: u8) -> &'static str {
    "edited"
}

#[require(check(identity.subject() == owner), from = identity)]
fn own_identity(identity: &Identity, owner: &str) -> Result<(), Rejection> {
    let _ = identity;
    Ok(())
}

struct Post {
    subject: &'static str,
}

fn alice(is_user: bool) -> Identity {
    let alice = Identity::builder("https://issuer.example", "alice");
    if is_user { alice.as_user() } else { alice }.build().unwrap()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Returns the status for each kind of function, where `author` is the author.
fn statuses(caller: &Identity, author: &'static str) -> Vec<(&'static str, u16)> {
    let begin = "the rule hangs on the check";
    let results = [
        ("sync", sync(caller.pending().expect(begin), author).into_result()),
        ("async", wait(asynchronous(caller.pending().expect(begin), author)).into_result()),
        ("inside", inside(caller, author)),
        ("inside async", wait(inside_async(caller, author))),
        ("text", in_a_text(caller.pending().expect(begin), author).into_result()),
        ("macro", in_a_macro(caller.pending().expect(begin), Some(author)).into_result()),
        ("identity", beside_the_identity(caller.pending().expect(begin), author).into_result()),
    ];
    results
        .map(|(kind, result)| {
            (kind, result.map_or_else(|rejection| rejection.status().as_u16(), |_| 200))
        })
        .to_vec()
}

#[test]
fn check_that_names_subject_holds_for_the_user_alone() {
    assert!(statuses(&alice(true), "alice").iter().all(|(_, status)| *status == 200));
    assert!(statuses(&alice(true), "bob").iter().all(|(_, status)| *status == 403));
    for (kind, status) in statuses(&alice(false), "alice") {
        assert_eq!(status, 403, "{kind}: of another issuer");
    }
}

#[test]
fn check_with_subject_of_another_issuer_is_unmet() {
    let edited = |caller: &Identity| in_an_alternative(caller.pending().unwrap(), "").into_result();
    assert!(edited(&alice(true)).is_ok());
    assert_eq!(edited(&alice(false)).unwrap_err().status(), 403);
}

#[test]
fn field_called_subject_is_a_field() {
    let edited = |post| field(alice(false).pending().unwrap(), &post).into_result();
    assert!(edited(Post { subject: "alice" }).is_ok());
    assert_eq!(edited(Post { subject: "bob" }).unwrap_err().status(), 403);
}

#[test]
fn argument_of_that_name_is_meant_itself() {
    let other = |number| own_argument(alice(true).pending().unwrap(), number).into_result();
    assert!(other(7).is_ok());
    assert_eq!(other(8).unwrap_err().status(), 403);
    assert!(own_identity(&alice(false), "alice").is_ok());
    assert_eq!(own_identity(&alice(false), "bob").unwrap_err().status(), 403);
}

#[test]
fn unknown_issuer_of_users_is_one_error_in_the_log() {
    let log = Log::default();
    let stranger =
        Identity::builder("https://nobody-declared-it.example", "alice").build().unwrap();
    log.collect(|| {
        for _ in 0..3 {
            assert_eq!(inside(&stranger, "alice").unwrap_err().status(), 403);
        }
    });
    let errors: Vec<String> =
        log.events().into_iter().filter(|event| event.contains("ERROR")).collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(
        errors[0].contains("user_issuer") && errors[0].contains("policy=\"axum::subject::inside\""),
        "{errors:?}"
    );
}
