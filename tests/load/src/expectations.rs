//! The expected responses, from the documents alone: by credentials, call and number of changes.

use crate::calls::Call;
use crate::credentials::{AUDIENCE, Credentials, Fate, ISSUER, LEEWAY, Token, User, Worth};
use crate::world::World;

/// The compared parts of a response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The values of `WWW-Authenticate`.
    pub(crate) challenges: Vec<String>,
    /// The value of `Cache-Control`: `no-store` in rejections.
    pub(crate) cache_control: Option<String>,
    /// The values of `Vary`.
    pub(crate) vary: Vec<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

/// The outcome of authentication.
enum Caller<'w> {
    Nobody,
    User(&'w User),
    /// Rejected, with this error description.
    Bad(&'static str, &'static str),
}

const INVALID: Caller<'static> = Caller::Bad("invalid_token", "The access token is invalid");
const EXPIRED: Caller<'static> = Caller::Bad("invalid_token", "The access token expired");
const AMBIGUOUS: Caller<'static> =
    Caller::Bad("invalid_request", "The request presents more than one set of credentials");

/// Returns the expected response to a call with these credentials after `changes` changes.
pub(crate) fn expected(
    world: &World,
    call: Call,
    credentials: &Credentials,
    changes: usize,
) -> Answer {
    if call == Call::Health {
        return Answer::served(200, "ok\n".to_owned());
    }
    let user = match caller(world, credentials, changes) {
        Caller::Nobody => return Answer::unauthorized(""),
        Caller::Bad(error, description) => {
            let error = format!(r#", error="{error}", error_description="{description}""#);
            return Answer::unauthorized(&error);
        }
        Caller::User(user) => user,
    };
    let has = |role| user.roles.contains(&role);
    match call {
        Call::Health | Call::Me => {
            Answer::served(200, format!("You are {} of {ISSUER}\n", user.subject))
        }
        Call::Posts if has("admin") || has("editor") || has("viewer") => {
            Answer::served(200, r#"[{"title":"Hello"}]"#.to_owned())
        }
        Call::Publish(_) if has("admin") || has("editor") && user.scope.contains("posts:write") => {
            Answer::served(201, call.body())
        }
        Call::DeleteUser(id) if has("admin") => Answer::served(200, format!("Deleted user {id}\n")),
        // Another token would help an editor only.
        Call::Publish(_) if has("editor") => Answer::forbidden(vec![challenge(
            ", error=\"insufficient_scope\", error_description=\"The request requires higher \
            privileges than the access token provides\", scope=\"posts:write\"",
        )]),
        Call::Posts | Call::Publish(_) | Call::DeleteUser(_) => Answer::forbidden(Vec::new()),
    }
}

fn caller<'w>(world: &'w World, credentials: &Credentials, changes: usize) -> Caller<'w> {
    match &credentials.worth {
        Worth::Nobody => Caller::Nobody,
        Worth::Nothing => INVALID,
        Worth::Ambiguous => AMBIGUOUS,
        Worth::Token(token) => holder(world, token, changes),
    }
}

fn holder<'w>(world: &'w World, token: &Token, changes: usize) -> Caller<'w> {
    let now = world.timeline.time(changes);
    let user = &world.users[token.user];
    if now >= token.expires_at + LEEWAY {
        return EXPIRED;
    }
    let begun = now >= token.not_before.max(token.issued_at) - LEEWAY;
    let revoked = token.revoked.is_some_and(|change| changes >= change)
        || match user.fate {
            Fate::Stays => false,
            Fate::Revoked(change) => changes >= change,
            Fate::LoggedOut(change, before) => changes >= change && token.issued_at <= before,
        };
    if begun && !revoked { Caller::User(user) } else { INVALID }
}

fn challenge(error: &str) -> String {
    format!(r#"Bearer realm="{AUDIENCE}"{error}"#)
}

impl Answer {
    /// Returns whether the handler ran.
    pub(crate) const fn is_served(&self) -> bool {
        matches!(self.status, 200 | 201)
    }

    pub(crate) fn served(status: u16, body: String) -> Self {
        Self {
            status,
            challenges: Vec::new(),
            cache_control: None,
            vary: Vec::new(),
            retry_after: None,
            body,
        }
    }

    /// Returns the response while the authenticator fails.
    pub(crate) fn unavailable(retry_after: &str) -> Self {
        let retry_after = Some(retry_after.to_owned());
        Self { retry_after, ..Self::refused(503, "Service Unavailable", Vec::new()) }
    }

    fn unauthorized(error: &str) -> Self {
        Self::refused(401, "Unauthorized", vec![challenge(error)])
    }

    fn forbidden(challenges: Vec<String>) -> Self {
        Self::refused(403, "Forbidden", challenges)
    }

    pub(crate) fn refused(status: u16, title: &str, challenges: Vec<String>) -> Self {
        let body = format!(r#"{{"type":"about:blank","title":"{title}","status":{status}}}"#);
        let cache_control = Some("no-store".to_owned());
        Self { challenges, cache_control, ..Self::served(status, body) }
    }
}
