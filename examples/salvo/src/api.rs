//! The API: handlers and their rules.

use auth_core::access::{Report, Route, guarded};
use auth_core::{Auth, Identity, policy, public, require};
use salvo::extract::{JsonBody, PathParam};
use salvo::prelude::*;
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
fn publish(post: JsonBody<Post>, response: &mut Response) -> Json<Post> {
    response.status_code(StatusCode::CREATED);
    Json(post.into_inner())
}

#[require(role = "admin")]
#[handler]
fn delete_user(id: PathParam<u64>) -> String {
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
pub(crate) fn router(auth: Auth) -> Router {
    Router::new()
        .hoop(auth)
        .push(Router::with_path("health").get(guarded(health)))
        .push(Router::with_path("me").get(guarded(me)))
        // Unlike other frameworks, salvo needs HEAD to be listed.
        .push(
            Router::with_path("posts")
                .get(guarded(posts))
                .head(guarded(posts))
                .post(guarded(publish)),
        )
        .push(Router::with_path("internal").get(guarded(internal)))
        .push(Router::with_path("office").get(guarded(office)))
        .push(Router::with_path("users/{id}").delete(guarded(delete_user)))
}

/// Returns the routes and their rules.
pub(crate) fn report() -> Report {
    Report::from_iter([
        Route::of("GET", "/health", &health),
        Route::of("GET", "/me", &me),
        Route::of("GET", "/posts", &posts),
        Route::of("POST", "/posts", &publish),
        Route::of("GET", "/internal", &internal),
        Route::of("GET", "/office", &office),
        Route::of("DELETE", "/users/{id}", &delete_user),
    ])
}

#[cfg(test)]
mod tests {
    //! Tests of handlers without tokens: the test has an authenticator, for which a token is the
    //! name of a role.
    //!
    //! To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p salvo-api`

    use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
    use auth_core::request::{Credentials, Scheme};
    use auth_core::time::Timestamp;
    use salvo::test::{ResponseExt as _, TestClient};

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
    async fn only_admins_delete_users() -> Result<(), salvo::Error> {
        let service = Service::new(router(Auth::new(RoleAsToken)));
        let delete = || TestClient::delete("http://localhost/users/7");
        let refused = delete().bearer_auth("viewer").send(&service).await;
        assert_eq!(refused.status_code, Some(StatusCode::FORBIDDEN));
        let mut allowed = delete().bearer_auth("admin").send(&service).await;
        assert_eq!(allowed.take_string().await?, "Deleted user 7\n");
        Ok(())
    }
}
