//! Path parameters of rocket: a rule compares the value that the handler gets.

use std::sync::Arc;

use auth_core::{Auth, require};
use rocket::http::uri::Segments;
use rocket::http::uri::fmt::Path;
use rocket::{get, routes};
use tests::callers::{CallerBook, Pace};

use super::{bare, client, get_as};

#[require(path.name == subject)]
#[get("/<_>/<name>/<_>", rank = 2)]
fn named(name: &str) -> String {
    name.to_owned()
}

#[require(path.rest == subject)]
#[get("/rest/<rest..>", rank = 1)]
fn named_rest(rest: Segments<'_, Path>) -> String {
    rest.collect::<Vec<_>>().join("/")
}

/// A token that is the name of the caller of this subject.
fn token_of(subject: &str) -> String {
    format!("caller{:?}", subject.as_bytes())
        .replace(|sign: char| !sign.is_ascii_alphanumeric(), "-")
}

#[test]
fn path_parameters_equal_those_of_the_handler() {
    let texts = [
        ("alice", "alice"),
        ("a%2Fb", "a/b"),
        ("a%252Fb", "a%2Fb"),
        ("a%25b", "a%b"),
        ("%2B7", "+7"),
        ("+7", "+7"),
        ("007", "007"),
        ("%61lice", "alice"),
        ("a%20b", "a b"),
    ];
    let callers = texts.map(|(_, text)| {
        let caller =
            tests::callers::Caller { subject: Some(text.to_owned()), ..Default::default() };
        (token_of(text), caller)
    });
    let book = CallerBook::new(&Arc::new(callers.into_iter().collect()), Pace::AtOnce);
    let routes = || routes![named, named_rest];
    let client = client(
        bare().mount("/", routes()).mount("/mounted/deep", routes()).attach(Auth::new(book)),
    );
    for (_, subject) in texts {
        let token = token_of(subject);
        for (raw, text) in texts {
            for path in
                [format!("/x/{raw}/y"), format!("/mounted/deep/x/{raw}/y"), format!("/rest/{raw}")]
            {
                let answer = get_as(&client, &path, Some(&token));
                assert_eq!(answer.status == 200, text == subject, "{path} {subject}");
                assert!(
                    answer.status == 403 || answer.body == subject,
                    "{path} {subject}: {answer:?}"
                );
            }
        }
        for path in ["/x/%ff/y", "/x//y", "/rest", "/rest/", "/rest/%ff"] {
            assert_ne!(get_as(&client, path, Some(&token)).status, 200, "{path} {subject}");
        }
    }
    let slash = &token_of("a/b");
    assert_eq!(get_as(&client, "/rest/a/b", Some(slash)).body, "a/b");
    // Rocket's segments are never empty, neither in the guard nor in the handler.
    assert_eq!(get_as(&client, "/rest/a//b", Some(slash)).body, "a/b");
}
