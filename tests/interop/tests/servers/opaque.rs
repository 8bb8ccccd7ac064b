//! Opaque tokens of oidc-provider and django-oauth-toolkit.

use std::time::Duration;

use auth_core::Auth;
use auth_core::introspection::{Introspection, IntrospectionBuilder};
use interop::api::Api;
use interop::issuer::{Issuer, as_service, send};
use interop::{AUDIENCE, OPAQUE_AUDIENCE, django, provider};

use crate::jwt;

/// Returns a builder for the opaque tokens of an oidc-provider.
fn opaque(issuer: &Issuer) -> IntrospectionBuilder {
    Introspection::builder(issuer.url.as_str())
        .client("service", "service-secret")
        .audience(OPAQUE_AUDIENCE)
}

/// Returns a builder for the tokens of django-oauth-toolkit.
fn of_django(url: &str) -> IntrospectionBuilder {
    Introspection::builder("django")
        .endpoint(format!("{url}o/introspect/"))
        .client("service", "service-secret")
        .subject("username")
}

fn api(builder: IntrospectionBuilder) -> Api {
    Api::new(Auth::new(builder.build().unwrap()))
}

#[tokio::test]
async fn provider_opaque_token_has_user_and_grants() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let api = api(opaque(issuer));
    let (alice, _) = issuer.log_in_opaque("alice", "wonderland").await;
    assert!(!alice.contains('.'));
    // The second time, the token is cached.
    for _ in 0..2 {
        assert_eq!(api.send("GET", &alice).await, (200, format!("alice of {}", issuer.url)));
        assert_eq!(api.send("POST", &alice).await.0, 200);
        assert_eq!(api.send("PUT", &alice).await.0, 200);
    }
    let (bob, _) = issuer.log_in_opaque("bob", "builder").await;
    assert_eq!(api.send("GET", &bob).await, (200, format!("bob of {}", issuer.url)));
    assert_eq!(api.send("POST", &bob).await.0, 403);
    assert_eq!(provider.introspections().await, 2);
}

#[tokio::test]
async fn provider_opaque_token_of_a_client_is_a_choice() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let token = issuer.service_token("posts:read", OPAQUE_AUDIENCE).await;
    assert_eq!(api(opaque(issuer)).read(&token).await, 401);
    let clients = api(opaque(issuer).client_subjects());
    assert_eq!(clients.send("GET", &token).await, (200, format!("service of {}", issuer.url)));
    let post = opaque(issuer).client_subjects().client_post("service", "service-secret");
    assert_eq!(api(post).read(&token).await, 200);
}

#[tokio::test]
async fn provider_revoked_token_returns_401() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let (token, _) = issuer.log_in_opaque("alice", "wonderland").await;
    let (cached, fresh) = (api(opaque(issuer)), api(opaque(issuer).cached_for(Duration::ZERO)));
    for api in [&cached, &fresh] {
        assert_eq!(api.read(&token).await, 200);
    }
    issuer.revoke(&token).await;
    assert_eq!(fresh.read(&token).await, 401);
    // A response counts for 30 s.
    assert_eq!(cached.read(&token).await, 200);
}

#[tokio::test]
async fn provider_expired_and_unknown_token_return_401() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let (token, _) = issuer.log_in_opaque("alice", "wonderland").await;
    let api = api(opaque(issuer).cached_for(Duration::ZERO));
    assert_eq!(api.read(&token).await, 200);
    provider.later(300).await;
    assert_eq!(api.read(&token).await, 200);
    provider.later(900).await;
    assert_eq!(api.read(&token).await, 401);
    assert_eq!(api.read("unknown").await, 401);
}

#[tokio::test]
async fn provider_opaque_token_for_others_returns_401() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let other = "https://other.example/opaque";
    let token = issuer.service_token("posts:read", other).await;
    assert_eq!(api(opaque(issuer).client_subjects()).read(&token).await, 401);
    let both = opaque(issuer).client_subjects().audience(other);
    assert_eq!(api(both).read(&token).await, 200);
    // The provider calls a refresh token active. The response has no audience.
    let (_, refresh_token) = issuer.log_in_opaque("alice", "wonderland").await;
    assert_eq!(api(opaque(issuer)).read(&refresh_token).await, 401);
}

#[tokio::test]
async fn provider_wrong_client_secret_returns_503() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let (token, _) = issuer.log_in_opaque("alice", "wonderland").await;
    let wrong = api(opaque(issuer).client("service", "wrong"));
    assert_eq!(wrong.read(&token).await, 503);
}

#[tokio::test]
async fn provider_that_starts_again_is_asked_again() {
    let Some(mut provider) = provider() else { return };
    let issuer = provider.issuer().clone();
    let api = api(opaque(&issuer));
    let (known, _) = issuer.log_in_opaque("alice", "wonderland").await;
    let (first_seen, _) = issuer.log_in_opaque("alice", "wonderland").await;
    assert_eq!(api.read(&known).await, 200);
    provider.stop();
    assert_eq!(api.read(&known).await, 200);
    assert_eq!(api.read(&first_seen).await, 503);
    // The provider has its tokens in the memory only.
    provider.start_again();
    assert_eq!(api.read(&first_seen).await, 401);
    let (new, _) = issuer.log_in_opaque("alice", "wonderland").await;
    assert_eq!(api.read(&new).await, 200);
}

#[tokio::test]
async fn provider_opaque_tokens_are_accepted_beside_jwts() {
    let Some(provider) = provider() else { return };
    let issuer = provider.issuer();
    let opaque = opaque(issuer).realm(AUDIENCE).build().unwrap();
    let auth = Auth::builder().authenticator(opaque).authenticator(jwt(issuer, AUDIENCE).await);
    let api = Api::new(auth.build().unwrap());
    let (opaque, _) = issuer.log_in_opaque("alice", "wonderland").await;
    let (jwt, id_token) = issuer.log_in("alice", "wonderland").await;
    let other = issuer.service_token("posts:read", "https://other.example").await;
    for _ in 0..2 {
        for token in [&opaque, &jwt] {
            assert_eq!(api.send("GET", token).await, (200, format!("alice of {}", issuer.url)));
        }
        for token in [&id_token, &other] {
            assert_eq!(api.read(token).await, 401);
        }
    }
    // No JWT was sent to the endpoint.
    assert_eq!(provider.introspections().await, 1);
}

#[tokio::test]
async fn django_tokens_have_users_and_clients() {
    let Some(url) = django() else { return };
    let users = api(of_django(&url).any_audience());
    assert_eq!(users.send("GET", "of-alice").await, (200, "alice of django".to_owned()));
    assert_eq!(users.send("POST", "of-alice").await.0, 403);
    for token in ["of-service", "of-alice-expired", "unknown"] {
        assert_eq!(users.read(token).await, 401, "{token}");
    }
    let clients = api(of_django(&url).any_audience().client_subjects());
    assert_eq!(clients.send("GET", "of-service").await, (200, "service of django".to_owned()));
}

#[tokio::test]
async fn django_tokens_for_others_return_401() {
    let Some(url) = django() else { return };
    let api = api(of_django(&url).audience(AUDIENCE));
    assert_eq!(api.read("of-alice-for-api").await, 200);
    for token in ["of-alice-for-other", "of-alice"] {
        assert_eq!(api.read(token).await, 401, "{token}");
    }
}

#[tokio::test]
async fn django_revoked_token_returns_401() {
    let Some(url) = django() else { return };
    let api = api(of_django(&url).any_audience().client_subjects().cached_for(Duration::ZERO));
    let issuer = Issuer { token_endpoint: format!("{url}o/token/"), url: "django".to_owned() };
    let token = issuer.service_token("posts:read", AUDIENCE).await;
    assert_eq!(api.read(&token).await, 200);
    send(as_service(&format!("{url}o/revoke_token/"), format!("token={token}"))).await;
    assert_eq!(api.read(&token).await, 401);
}

#[tokio::test]
async fn django_wrong_client_secret_returns_503() {
    let Some(url) = django() else { return };
    let wrong = api(of_django(&url).any_audience().client("service", "wrong"));
    assert_eq!(wrong.read("of-alice").await, 503);
}
