//! The API: handlers and their rules.

use auth_core::access::{self, Report, guarded};
use auth_core::{Auth, Identity, policy, public, require};
use poem::http::StatusCode;
use poem::middleware::Cors;
use poem::web::{Json, Path};
use poem::{EndpointExt as _, IntoEndpoint, IntoResponse, Route, delete, get, handler};
use serde::{Deserialize, Serialize};

policy! {
    /// Editors with write access, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// A post.
#[derive(Debug, Deserialize, Serialize)]
struct Post {
    title: String,
}

#[public("liveness probe, no data")]
#[handler]
fn health() -> &'static str {
    "ok\n"
}

#[require(authenticated)]
#[handler]
#[expect(clippy::needless_pass_by_value, reason = "handlers own what they ask for")]
fn me(identity: Identity) -> String {
    format!("You are {} of {}\n", identity.subject(), identity.issuer())
}

#[require(role = "admin" | "editor" | "viewer")]
#[handler]
fn posts() -> Json<Vec<Post>> {
    Json(vec![Post { title: "Hello".to_owned() }])
}

#[require(CanPublish)]
#[handler]
fn publish(post: Json<Post>) -> impl IntoResponse {
    post.with_status(StatusCode::CREATED)
}

#[require(role = "admin")]
#[handler]
fn delete_user(Path(id): Path<u64>) -> String {
    format!("Deleted user {id}\n")
}

// Only the address counts, not the token: the peer's, or behind trusted proxies the one that they
// name.
#[require(ip = "127.0.0.0/30" | "::1")]
#[handler]
fn internal() -> &'static str {
    "metrics\n"
}

// `192.0.2.0/24` is a network for documentation: no request comes from it.
#[require(ip = "192.0.2.0/24")]
#[handler]
fn office() -> &'static str {
    "0451\n"
}

/// Returns the API behind `auth`.
pub(crate) fn routes(auth: Auth) -> impl IntoEndpoint {
    Route::new()
        .at("/health", get(guarded(health)))
        .at("/me", get(guarded(me)))
        .at("/posts", get(guarded(posts)).post(guarded(publish)))
        .at("/users/:id", delete(guarded(delete_user)))
        .at("/internal", get(guarded(internal)))
        .at("/office", get(guarded(office)))
        .with(auth)
        // Outside of `Auth`, for browsers: preflights carry no credentials, and scripts may read
        // challenges.
        .with(Cors::new().allow_origin("https://app.example").expose_header("www-authenticate"))
}

/// Returns the routes and their rules.
pub(crate) fn report() -> Report {
    Report::from_iter([
        access::Route::of("GET", "/health", &health),
        access::Route::of("GET", "/me", &me),
        access::Route::of("GET", "/posts", &posts),
        access::Route::of("POST", "/posts", &publish),
        access::Route::of("DELETE", "/users/:id", &delete_user),
        access::Route::of("GET", "/internal", &internal),
        access::Route::of("GET", "/office", &office),
    ])
}

#[cfg(test)]
mod tests {
    //! Tests of handlers without tokens: the test has an authenticator, for which a token is the
    //! name of a role.
    //!
    //! To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p poem-api`

    use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
    use auth_core::request::{Credentials, Scheme};
    use auth_core::time::Timestamp;
    use poem::test::TestClient;

    use super::*;

    #[derive(Debug)]
    struct RoleAsToken;

    impl Authenticator for RoleAsToken {
        fn scheme(&self) -> Scheme {
            Scheme::BEARER
        }

        fn authenticate<'a>(
            &'a self,
            credentials: &'a Credentials,
            _now: Timestamp,
        ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
            let identity = Identity::builder("https://test.example", "tester")
                .role(credentials.token())
                .build();
            MaybeReady::ready(identity.map_err(|_| AuthenticationError::invalid("no role")))
        }
    }

    #[test]
    fn routes_are_reviewed() {
        report().assert_snapshot("access.txt");
    }

    #[tokio::test]
    async fn only_admins_delete_users() {
        let client = TestClient::new(routes(Auth::new(RoleAsToken)));
        let refused =
            client.delete("/users/7").header("authorization", "Bearer viewer").send().await;
        refused.assert_status(StatusCode::FORBIDDEN);
        let allowed =
            client.delete("/users/7").header("authorization", "Bearer admin").send().await;
        allowed.assert_status_is_ok();
        allowed.assert_text("Deleted user 7\n").await;
    }
}
