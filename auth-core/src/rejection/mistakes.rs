//! The log events about mistakes of the application, each with the way to mend it.

use http::StatusCode;
use tracing::{Level, event};

use crate::policy::requirement::Requirement;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::auth_context::AuthContext;
use crate::request::path::{PathError, PathParameters};
use crate::request::target::Target;

/// Logs, once for each policy, that it is decided and not enforced.
pub(crate) fn not_enforced(policy: NamedRule, target: Option<Target<'_>>, context: &AuthContext) {
    if !context.causes.is_first("report_only", (policy.name)()) {
        return;
    }
    event!(
        target: "auth_core",
        Level::WARN,
        policy = &*policy.public_name(),
        rule = policy.rule.to_string(),
        method = target.map(|target| target.method),
        route = target.map(|target| target.route),
        "rule is reported only, not enforced"
    );
}

/// Logs that a rule compares `subject`, and the issuer of the application's users is not declared.
pub(crate) fn no_user_issuer(policy: NamedRule, issuer: &str) {
    event!(
        target: "auth_core",
        Level::ERROR,
        policy = &*policy.public_name(),
        issuer,
        "`subject` is unmet: the issuer of the application's users is not declared; call \
         `.user_issuer(…)` on \
         `Auth::builder()`, or `.as_user()` on an identity that a test builds"
    );
}

/// Logs that a second `Auth` of the process does not share its revocations with the first one.
pub(crate) fn second_auth_with_revocations(name: &str) {
    event!(
        target: "auth_core",
        Level::WARN,
        name,
        "a second `Auth` of the same authenticators was built, and the two do not share \
         revocations: build one for each process (on actix-web, outside of `HttpServer::new`) and \
         clone it, or give both one `.revocations(…)`"
    );
}

/// Logs that no authenticator has the declared issuer of the users.
pub(crate) fn unknown_user_issuer(declared: &str, known: &str) {
    event!(
        target: "auth_core",
        Level::WARN,
        declared,
        known,
        "`user_issuer` is the issuer of no authenticator: no caller is a user, and `subject` in \
         rules is unmet; write one of the known issuers, letter for letter"
    );
}

/// Logs that responses explain denials.
pub(crate) fn explains() {
    event!(
        target: "auth_core",
        Level::WARN,
        "`insecure_explain_rejections` is on: the response to a denial shows the rule to the \
         caller"
    );
}

/// Logs that a revocation holds in one of several `Auth`s.
pub(crate) fn revoked_in_one(name: &str) {
    event!(
        target: "auth_core",
        Level::ERROR,
        name,
        "revoked in this `Auth` only: another one of the same authenticators is alive, and \
         accepts the revoked credentials; build one \
         outside of `HttpServer::new` and clone it, or give both one `.revocations(…)`"
    );
}

/// Logs the reason because of which an application does not launch.
pub(crate) fn second_auth() {
    event!(
        target: "auth_core",
        Level::ERROR,
        "a second `Auth` is attached: attach one, with all authenticators \
         (`Auth::builder().authenticator(…).authenticator(…)`)"
    );
}

/// Logs a call to a method that is not listed. The layer does not know whether it exists.
pub(crate) fn unlisted(method: &str) {
    event!(
        target: "auth_core",
        Level::WARN,
        route = method,
        "a method that is not listed was called: if it exists, add it with `.require::<P>(…)` or \
         `.public(…)`"
    );
}

/// Logs a rejected CORS preflight: the CORS layer is missing, or stands inside of the guard.
pub(crate) fn preflight_refused(policy: Option<NamedRule>, target: Target<'_>) {
    event!(
        target: "auth_core",
        Level::WARN,
        policy = policy.map(NamedRule::public_name).as_deref(),
        route = target.route,
        "a CORS preflight was rejected, because browsers send it without credentials: put the \
         CORS layer outside of `Auth` and of \
         every guard (see `Order of layers` in docs/frameworks)"
    );
}

/// Logs, once for each policy, that a rejection did not become the response. An `Option` around an
/// extractor may have swallowed it.
pub(crate) fn swallowed(rejection: &Rejection, policy: Option<NamedRule>, status: StatusCode) {
    let policy = policy.map(NamedRule::public_name);
    let is_first = |context: &AuthContext| {
        context.causes.is_first("swallowed", policy.as_deref().unwrap_or_default())
    };
    if rejection.context().is_some_and(is_first) {
        event!(
            target: "auth_core",
            Level::ERROR,
            status = status.as_u16(),
            refused = rejection.status().as_u16(),
            reason = %rejection,
            policy = policy.as_deref(),
            "a rejection was discarded: take `MaybeIdentity`, not an `Option` or a `Result` of an \
             extractor"
        );
    }
}

/// Logs that an error of the application replaced a 401, so that its challenge is missing.
pub(crate) fn unchallenged() {
    event!(
        target: "auth_core",
        Level::WARN,
        "an error replaces a rejection, and its 401 has no challenge: return the `Rejection`, or \
         write `WWW-Authenticate`"
    );
}

/// The way to serve an application so that the address of the peer is known.
const SERVE: &str = if cfg!(feature = "axum") {
    "serve `router.into_make_service_with_connect_info::<SocketAddr>()` (axum), or set \
     `PeerAddress` (tower)"
} else if cfg!(feature = "tower") {
    "turn the feature `tonic-server` on (tonic), or set `PeerAddress` (tower)"
} else {
    "serve in a way that tells the framework the address at the other end of the connection"
};

/// Logs, once for each policy, a cause because of which its rule never holds: a misspelt path
/// parameter, or a claim that tokens lack (S28: a new login would loop).
pub(crate) fn unmeetable(
    policy: NamedRule,
    rejection: &Rejection,
    (path, peer_is_known): (Option<&PathParameters>, bool),
    target: Target<'_>,
) {
    let Some(context) = rejection.context() else { return };
    let is_first = |cause, detail: &str| {
        context.causes.is_first(cause, &format!("{} {detail}", policy.public_name()))
    };
    policy.rule.each_requirement(&mut |requirement| match requirement {
        Requirement::Ip(_) if !peer_is_known && is_first("no_peer", "") => {
            event!(
                target: "auth_core",
                Level::ERROR,
                policy = &*policy.public_name(),
                route = target.route,
                "no peer address is known: {SERVE}"
            );
        }
        Requirement::Comparison(comparison) => {
            for name in comparison.path_names() {
                let Err(error) = path.map_or(Err(PathError::Unrouted), |path| path.get(name))
                else {
                    continue;
                };
                // A text that is not valid UTF-8 is a mistake of the client: no alarm.
                if error != PathError::Invalid && is_first("path", name) {
                    event!(
                        target: "auth_core",
                        Level::ERROR,
                        parameter = name,
                        route = target.route,
                        policy = &*policy.public_name(),
                        "path parameter {error}"
                    );
                }
            }
        }
        _ => {}
    });
    let (Some(denial), Some(identity)) = (rejection.denial(), rejection.identity()) else { return };
    for requirement in denial.unmet() {
        let claim = match requirement {
            Requirement::Acr(_) if identity.acr().is_none() => "acr",
            Requirement::MaxAge(_) if identity.auth_time().is_none() => "auth_time",
            _ => continue,
        };
        if is_first(claim, identity.issuer()) {
            event!(
                target: "auth_core",
                Level::ERROR,
                claim,
                issuer = identity.issuer(),
                policy = &*policy.public_name(),
                "the token lacks a claim that the rule needs: no new login will help until its \
                 issuer adds it"
            );
        }
    }
}

/// Logs that the login page has a guard, so that no user without a session reaches it.
pub(crate) fn guarded_login() {
    event!(
        target: "auth_core",
        Level::ERROR,
        "the page of `.login(…)` rejects users without a session: write \
         `#[public(\"reason\")]` above its handler"
    );
}

/// Logs that `on_rejection` returned another status.
pub(crate) fn status_was_put_back(rejection: &Rejection, status: StatusCode) {
    event!(
        target: "auth_core",
        Level::WARN,
        code = rejection.code(),
        status = rejection.status().as_u16(),
        returned = status.as_u16(),
        "`on_rejection` returned another status, which was put back: start from \
         `context.into_response()`"
    );
}
