//! The error of an `Auth` that cannot be built.

use std::fmt;
use std::time::Duration;

use http::HeaderName;

use crate::request::scheme::Scheme;

/// The error of an [`Auth`](crate::Auth) that cannot be built.
///
/// `Debug` shows the text of `Display`, because a program that returns the error from `main`
/// prints it in this way.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum AuthError {
    /// An authenticator reads the whole header `Cookie`.
    CookieHeader,
    /// The name of a cookie is no token.
    CookieName(Box<str>),
    /// The deadline is zero, or longer than 5 min.
    Deadline(Duration),
    /// Authenticators with the same scheme have different realms.
    DifferentRealms(Scheme),
    /// An authenticator has an empty issuer.
    EmptyIssuer,
    /// A release build must not send explanations of denials.
    Explanations,
    /// The login page is no path of this origin.
    LoginPath(Box<str>),
    /// There is a login page, and no authenticator takes sessions.
    LoginWithoutSessions,
    /// There is no authenticator.
    NoAuthenticator,
    /// The protected resource has no authorization server.
    NoAuthorizationServer,
    /// Proxies must be trusted, but none is named.
    NoProxy,
    /// Two authenticators look at the whole request.
    RequestAuthenticators,
    /// A trusted origin is no origin as browsers send it.
    Origin(Box<str>),
    /// Two authenticators read the same cookie.
    SameCookie(Box<str>),
    /// Two authenticators read the same header.
    SameField(HeaderName),
    /// Two authenticators with the same scheme take the tokens of the same issuer.
    SameIssuer(Box<str>),
    /// A token could have the prefixes of two authenticators with the same scheme.
    SamePrefix(Box<str>, Box<str>),
    /// Two authenticators have the same scheme, and could take the same credentials.
    SameScheme(Scheme),
    /// A JWT could begin with the prefix of an authenticator's tokens, or no token can.
    UnfitPrefix(Box<str>),
    /// The callers of an issuer have two enrichments.
    SeveralEnrichments(Box<str>),
    /// The issuer of the application's users stands for several tenants.
    SeveralUserIssuers(Box<str>),
    /// A setting names an issuer that no authenticator has.
    #[non_exhaustive]
    UnknownIssuer {
        /// The issuer in the setting.
        issuer: Box<str>,
        /// The issuers of the authenticators.
        known: String,
    },
    /// There are several issuers, or none is known, and the issuer of the application's users is
    /// not declared.
    UserIssuer,
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for AuthError {
    #[expect(clippy::too_many_lines, reason = "each error has its own text")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CookieHeader => f.write_str(
                "an authenticator has the source `Header(COOKIE)`, which pages of other sites \
                 could use: name one cookie with `CredentialSource::Cookie`",
            ),
            Self::CookieName(name) => unfit(
                f,
                name,
                "name of a cookie: write visible ASCII without separators, such as \
                 `__Host-session`",
            ),
            Self::Deadline(deadline) => {
                write!(
                    f,
                    "the deadline is {deadline:?}: it must be more than 0 s and at most 300 \
                s"
                )
            }
            Self::RequestAuthenticators => f.write_str(
                "two authenticators look at the whole request: let one function look for both \
                 logins",
            ),
            Self::DifferentRealms(scheme) => {
                write!(
                    f,
                    "authenticators with the scheme `{scheme}` have different realms, and its \
                     challenge has one: give them the same with `.realm(…)`"
                )
            }
            Self::EmptyIssuer => f.write_str(
                "an authenticator's `issuer()` is empty: name the issuer of its callers, or \
                 return `None`",
            ),
            Self::Explanations => f.write_str(
                "`insecure_explain_rejections` sends the rules to callers: a build without debug \
                 assertions rejects it",
            ),
            Self::LoginPath(path) => unfit(
                f,
                path,
                "path of a login page: write a path of this origin without a query, such as \
                 `/login`",
            ),
            Self::LoginWithoutSessions => f.write_str(
                "`.login(…)` needs an authenticator that takes sessions: add a `Sessions`, or a \
                 `RequestAuthenticator`",
            ),
            Self::NoAuthenticator => f.write_str(
                "no authenticator: add one with `.authenticator(…)`, a `Jwt` for \
                example",
            ),
            Self::NoAuthorizationServer => f.write_str(
                "no authorization server of the protected resource is known: name one with \
                 `.authorization_server(…)`",
            ),
            Self::NoProxy => f.write_str(
                "no trusted proxy is named: list the proxies' networks, or leave \
                `trusted_proxies` out",
            ),
            Self::Origin(origin) => unfit(
                f,
                origin,
                "origin as browsers send it: write scheme, host and a port that is not the \
                 default, in lower case, such as `https://app.example`",
            ),
            Self::SameCookie(name) => {
                write!(f, "two authenticators read the cookie `{name}`: keep one of them")
            }
            Self::SameField(name) => {
                write!(f, "two authenticators read the header `{name}`: keep one of them")
            }
            Self::SameIssuer(issuer) => {
                write!(
                    f,
                    "two authenticators take the tokens of `{issuer}`: give one of them all \
                     audiences and keys"
                )
            }
            Self::SamePrefix(one, other) => {
                write!(
                    f,
                    "a token could have both prefixes, `{one}` and `{other}`: give two \
                     authenticators prefixes of which neither begins with the other one"
                )
            }
            Self::SameScheme(scheme) => {
                write!(
                    f,
                    "two authenticators have the scheme `{scheme}` and could take the same \
                     credentials: give one another scheme, or each an issuer or a prefix of its \
                     own. Only one may take opaque tokens"
                )
            }
            Self::UnfitPrefix(prefix) => {
                write!(
                    f,
                    "`{}` is no prefix of tokens: write letters, digits and `-._~+/` that begin no \
                     JWT, such as `shop_`",
                    prefix.escape_debug()
                )
            }
            Self::SeveralEnrichments(issuer) => {
                write!(f, "the callers of `{issuer}` have two enrichments: keep one of them")
            }
            Self::SeveralUserIssuers(issuer) => {
                write!(
                    f,
                    "the issuer `{}` of the users stands for several tenants: name one of them \
                     with `user_issuer`; for all of them, there are `enrich_of` and `grants_of`",
                    issuer.escape_debug()
                )
            }
            Self::UnknownIssuer { issuer, known } => {
                write!(
                    f,
                    "no authenticator has the issuer `{}`, and grants would be added to no caller: \
                     name one of `{known}`",
                    issuer.escape_debug()
                )
            }
            Self::UserIssuer => f.write_str(
                "identities come from several issuers, or from an unknown one: name the issuer of \
                 the application's users with `.user_issuer(…)`",
            ),
        }
    }
}

/// Writes that a text of the application is no such thing.
fn unfit(f: &mut fmt::Formatter<'_>, text: &str, expected: &str) -> fmt::Result {
    write!(f, "`{}` is no {expected}", text.escape_debug())
}

impl std::error::Error for AuthError {}
