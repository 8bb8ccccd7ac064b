//! The expected responses, from the headers that were sent, the credentials that were issued, and
//! the number of changes.

use std::collections::HashMap;

use serde_json::Value;
use tests::signer::decode;

use super::accounts::{Account, KEYS, SHOP};
use super::calls::Call;
use super::issued::{Issued, IssuedKey, STORED};
use super::presented::{Presented, user_and_password, values};
use super::requests::Sent;
use crate::credentials::{AUDIENCE, LEEWAY};
use crate::expectations::Answer;
use crate::timeline::Timeline;

/// The state of the application.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State<'r> {
    pub(crate) issued: &'r Issued,
    /// The number of changes so far, and the time of the clock.
    changes: usize,
    now: i64,
}

/// The outcome of authentication.
enum Caller<'r> {
    Nobody,
    Known(&'r Account),
    /// Rejected, with the error in the challenge of `Bearer`.
    Rejected(Option<(&'static str, &'static str)>),
    /// The page of another site may act for the caller.
    CrossSite,
}

const INVALID: Caller<'static> =
    Caller::Rejected(Some(("invalid_token", "The access token is invalid")));
const EXPIRED: Caller<'static> =
    Caller::Rejected(Some(("invalid_token", "The access token expired")));
const SEVERAL: Caller<'static> = Caller::Rejected(Some((
    "invalid_request",
    "The request presents more than one set of credentials",
)));
/// Only `Bearer` has errors.
const WRONG: Caller<'static> = Caller::Rejected(None);

impl<'r> State<'r> {
    pub(crate) fn after(changes: usize, issued: &'r Issued, timeline: &Timeline) -> Self {
        Self { issued, changes, now: timeline.time(changes) }
    }

    /// Returns the expected response to a request.
    pub(crate) fn answer(&self, sent: &Sent) -> Answer {
        // A script of a browser gets no challenge of `Basic`, for which the browser opens a dialog.
        let is_script = values(&sent.headers, "sec-fetch-mode").any(|mode| mode != "navigate");
        let unauthorized = |error| {
            let all = challenges(error).into_iter();
            let kept = all.filter(|challenge| !is_script || !challenge.starts_with("Basic"));
            Answer::refused(401, "Unauthorized", kept.collect())
        };
        let answer = match (&sent.call, self.caller(sent)) {
            (Call::Open, _) => Answer::served(200, "open\n".to_owned()),
            (_, Caller::Nobody) => unauthorized(None),
            (_, Caller::Rejected(error)) => unauthorized(error),
            (_, Caller::CrossSite) => Answer::refused(403, "Forbidden", Vec::new()),
            (call, Caller::Known(account)) => respond(call, account),
        };
        // Caches do not know that the response depends on these headers.
        let has = |name| values(&sent.headers, name).next().is_some();
        let vary = match &sent.call {
            _ if has("x-api-key") => "x-api-key",
            Call::Open => return answer,
            _ if has("authorization") => return answer,
            _ => "cookie",
        };
        if answer.cache_control.is_some() {
            return answer;
        }
        let (cache_control, vary) = (Some("private".to_owned()), vec![vary.to_owned()]);
        Answer { cache_control, vary, ..answer }
    }

    fn caller(&self, sent: &Sent) -> Caller<'r> {
        match Presented::by(sent.call.method(), &sent.headers) {
            Presented::Nothing => Caller::Nobody,
            Presented::Several => SEVERAL,
            Presented::MalformedToken => INVALID,
            Presented::Malformed => WRONG,
            Presented::Token(token) => {
                let held = self.holder(token).or_else(|| self.opaque_holder(token));
                held.or_else(|| self.owner(&self.issued.prefixed, token)).unwrap_or(INVALID)
            }
            Presented::CrossSite => Caller::CrossSite,
            Presented::Session(id) => self.visitor(id).unwrap_or(WRONG),
            Presented::Key(key) => match self.owner(&self.issued.keys, key) {
                Some(known @ Caller::Known(_)) => known,
                _ => WRONG,
            },
            Presented::Password(token) => self.user(token).unwrap_or(WRONG),
        }
    }

    /// Returns the holder of a token, or `None` if the token is invalid.
    fn holder(&self, token: &str) -> Option<Caller<'r>> {
        // The signature is right if an issuer made it.
        let [issuer, signing_key] = *self.issued.tokens.get(token)?;
        let issuer = &self.issued.token_issuers[issuer];
        let [added, withdrawn] = issuer.rotation;
        let is_current =
            if signing_key == 0 { self.changes < withdrawn } else { self.changes >= added };
        let claims: Value = serde_json::from_slice(&decode(token.split('.').nth(1)?)?).ok()?;
        let text = |name: &str| claims[name].as_str();
        if !is_current || text("iss")? != issuer.name || text("aud")? != AUDIENCE {
            return None;
        }
        if self.now >= claims["exp"].as_i64()? + LEEWAY {
            return Some(EXPIRED);
        }
        if self.is_revoked(issuer.name, text("jti")?) {
            return None;
        }
        let is_holder =
            |of: &&Account| of.issuer == issuer.name && Some(of.subject.as_str()) == text("sub");
        self.unless_revoked(self.issued.accounts.iter().find(is_holder)?)
    }

    /// Returns the holder of an opaque token, or `None` if the token is invalid.
    fn opaque_holder(&self, token: &str) -> Option<Caller<'r>> {
        let token = self.issued.opaque.get(token)?;
        let is_valid = self.now < token.expires_at && !token.is_foreign;
        if !is_valid || self.is_revoked(SHOP, &token.id) {
            return None;
        }
        self.unless_revoked(&self.issued.accounts[token.account])
    }

    fn is_revoked(&self, issuer: &'static str, id: &str) -> bool {
        let revoked = self.issued.revoked.get(&(issuer, id.to_owned()));
        revoked.is_some_and(|(change, _)| self.changes >= *change)
    }

    /// Returns the owner of an API key, or `None` if the key is invalid.
    fn owner(&self, keys: &'r HashMap<String, IssuedKey>, key: &str) -> Option<Caller<'r>> {
        let key = keys.get(key)?;
        if key.expires_at.is_some_and(|end| self.now >= end) {
            return Some(EXPIRED);
        }
        if key.deleted.is_some_and(|change| self.changes >= change) {
            return None;
        }
        self.unless_revoked(&self.issued.accounts[key.account])
    }

    fn visitor(&self, id: &str) -> Option<Caller<'r>> {
        let session = self.issued.sessions.get(id)?;
        let has_expired = session.expires_at.is_some_and(|end| self.now >= end);
        if has_expired || session.ended.is_some_and(|change| self.changes >= change) {
            return None;
        }
        self.unless_revoked(&self.issued.accounts[session.account])
    }

    fn user(&self, token: &str) -> Option<Caller<'r>> {
        let (user, password) = user_and_password(token)?;
        let user = self.issued.passwords.get(&user)?;
        let stored = user.passwords[usize::from(self.changes >= user.changed)];
        if STORED[stored].0 != password {
            return None;
        }
        self.unless_revoked(&self.issued.accounts[user.account])
    }

    fn unless_revoked(&self, account: &'r Account) -> Option<Caller<'r>> {
        let is_revoked = account.revoked.is_some_and(|change| self.changes >= change);
        (!is_revoked).then_some(Caller::Known(account))
    }
}

fn respond(call: &Call, account: &Account) -> Answer {
    let is_allowed = match call {
        Call::Open | Call::Me => true,
        Call::Reports => account.is_reader,
        Call::Publish(_) => account.is_writer,
        Call::Partners => account.is_reader && account.issuer == KEYS,
        // A user is a subject of one issuer.
        Call::Own(user) => account.issuer == SHOP && account.subject == *user,
    };
    if is_allowed {
        let Account { issuer, subject, is_reader, is_writer, .. } = account;
        let caller = format!("You are {subject} of {issuer}: {is_reader} {is_writer}");
        let (route, parameter) = (call.route(), call.parameter());
        return Answer::served(200, format!("{caller}, at {route} {parameter}\n"));
    }
    let challenges = match call {
        Call::Publish(_) => challenges(Some((
            "insufficient_scope",
            "The request requires higher privileges than the access token provides\", \
             scope=\"reports:write",
        ))),
        _ => Vec::new(),
    };
    // Scopes belong to `Bearer`.
    Answer::refused(403, "Forbidden", challenges.into_iter().take(1).collect())
}

/// Returns a challenge for each scheme.
fn challenges(error: Option<(&str, &str)>) -> Vec<String> {
    let error = error.map_or_else(String::new, |(error, description)| {
        format!(r#", error="{error}", error_description="{description}""#)
    });
    vec![
        format!(r#"Bearer realm="{AUDIENCE}"{error}"#),
        r#"ApiKey realm="api""#.to_owned(),
        r#"Basic realm="api", charset="UTF-8""#.to_owned(),
        r#"Session realm="api""#.to_owned(),
    ]
}
