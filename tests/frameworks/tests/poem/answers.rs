//! Responses of poem: rejections behind error handlers, of handlers, and concealed ones.

use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, require};
use http::{Method, StatusCode};
use poem::error::NotFoundError;
use poem::middleware::Cors;
use poem::{Endpoint as _, EndpointExt as _, Error, IntoResponse, Response, Route, handler};
use tests::callers::Pace;

use super::{
    Admins, Runs, admin, auth, book, challenges, is_swallowed, logged, request, send, status, text,
};

#[handler]
fn asks_the_identity(identity: Identity) -> poem::Result<&'static str> {
    let _proof: Guard<Admins> = identity.check()?;
    Ok("in")
}

#[handler]
fn returns_the_rejection(identity: Identity) -> Result<&'static str, Rejection> {
    identity.check::<Admins>().map(|_| "in")
}

#[handler]
fn answers_with_the_rejection(identity: Identity) -> Response {
    identity.check::<Admins>().map_or_else(IntoResponse::into_response, |_| "in".into_response())
}

#[test]
fn rejection_of_a_handler_is_complete_and_logged() {
    let app = Route::new()
        .at("/0", asks_the_identity)
        .at("/1", returns_the_rejection)
        .at("/2", answers_with_the_rejection)
        // It turns errors into responses.
        .with(Cors::new())
        .with(auth());
    for path in ["/0", "/1", "/2"] {
        let (response, events) = logged(send(&app, path, Some("editor")));
        assert_eq!(response.status(), 403, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        assert!(matches!(response.data::<Rejection>(), Some(Rejection::Forbidden(_))), "{path}");
        let refusals: Vec<_> =
            events.iter().filter(|event| event.contains("enforced=true")).collect();
        assert_eq!(refusals.len(), 1, "{path}: {events:?}");
        let (response, _) = logged(send(&app, path, Some("admin")));
        assert_eq!(response.status(), 200, "{path}");
    }
}

async fn our_own_page(error: Error) -> Response {
    Response::builder()
        .status(error.status())
        .header("cache-control", "public")
        .body(format!("our page: {error}"))
}

#[tokio::test]
async fn s3_s9_error_handlers_inside_auth_keep_challenge() {
    let app = Route::new()
        .at("/admin", admin)
        .data(Runs::default())
        .catch_all_error(our_own_page)
        .with(auth());
    let response = send(&app, "/admin", None).await;
    assert_eq!(
        (response.status(), challenges(&response)),
        (StatusCode::UNAUTHORIZED, vec![r#"Bearer realm="api""#])
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.into_body().into_string().await.unwrap(), "our page: 401 Unauthorized");
    let page = text(&app, "/admin", Some("editor")).await;
    assert_eq!(page, "our page: 403 Forbidden");
    // An error that is no refusal stays as it is.
    let response = send(&app, "/unknown", None).await;
    assert_eq!(
        (response.status(), &response.headers()["cache-control"]),
        (StatusCode::NOT_FOUND, &"public".parse().unwrap())
    );
}

#[tokio::test]
async fn s3_error_handlers_outside_see_their_errors_only() {
    #[handler]
    fn broken() -> poem::Result<&'static str> {
        Err(Error::from_string("broken", StatusCode::BAD_GATEWAY))
    }
    let app = Route::new()
        .at("/admin", admin)
        .at("/broken", broken)
        .data(Runs::default())
        .with(auth())
        .catch_error(|_: NotFoundError| async {
            Response::builder().status(StatusCode::NOT_FOUND).body("not here")
        })
        .catch_all_error(our_own_page);
    let response = send(&app, "/admin", None).await;
    assert_eq!(
        (response.status(), challenges(&response)),
        (StatusCode::UNAUTHORIZED, vec![r#"Bearer realm="api""#])
    );
    assert!(text(&app, "/admin", Some("editor")).await.starts_with("{\"type\""));
    assert_eq!(text(&app, "/unknown", None).await, "not here");
    assert_eq!(text(&app, "/broken", Some("admin")).await, "our page: broken");
}

#[tokio::test]
async fn concealed_handler_equals_unknown_route() {
    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }
    let not_found = || {
        let builder = http::Response::builder().status(404).header("content-type", "text/plain");
        builder.body("nothing here".to_owned()).unwrap()
    };
    let auth =
        Auth::builder().authenticator(book(Pace::AtOnce)).not_found(not_found).build().unwrap();
    let app = Route::new().at("/hidden", secret).with(auth).catch_error(
        move |_: NotFoundError| async move {
            let (parts, body) = not_found().into_parts();
            Response::builder().status(parts.status).content_type("text/plain").body(body)
        },
    );
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] {
        let method: Method = method.parse().unwrap();
        for token in [None, Some("editor"), Some("nobody-knows")] {
            let hidden = app.get_response(request(&method, "/hidden", token)).await;
            let unknown = app.get_response(request(&method, "/unknown", token)).await;
            assert_eq!(
                (hidden.status(), hidden.headers()),
                (unknown.status(), unknown.headers()),
                "{method} {token:?}"
            );
            let [hidden, unknown] =
                [hidden, unknown].map(|response| response.into_body().into_string());
            assert_eq!(hidden.await.unwrap(), unknown.await.unwrap(), "{method} {token:?}");
        }
    }
    assert_eq!(status(&app, "/hidden", Some("admin")).await, 200);
}

#[test]
fn option_that_discards_a_rejection_is_logged() {
    #[handler]
    fn optional(identity: Option<Identity>) -> String {
        identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    #[handler]
    fn maybe(MaybeIdentity(identity): MaybeIdentity) -> String {
        identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    let app = Route::new().at("/optional", optional).at("/maybe", maybe).with(auth());
    for token in [None, Some("nobody-knows")] {
        let (body, events) = logged(text(&app, "/optional", token));
        assert_eq!(body, "nobody");
        assert!(is_swallowed(&events), "{events:?}");
    }
    let (body, events) = logged(text(&app, "/optional", Some("admin")));
    assert_eq!((body.as_str(), is_swallowed(&events)), ("admin", false));
    // The correct form.
    let (body, events) = logged(text(&app, "/maybe", None));
    assert_eq!((body.as_str(), is_swallowed(&events)), ("nobody", false));
    let (response, events) = logged(send(&app, "/maybe", Some("nobody-knows")));
    assert_eq!((response.status().as_u16(), is_swallowed(&events)), (401, false));
}
