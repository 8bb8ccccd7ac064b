//! Two `Auth`s in one application decide each for itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, FromRequest as _, web};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, require};

use super::{Admins, by, run, send, status};

/// Takes every token for a caller of its own issuer, with one role.
#[derive(Debug)]
struct Issuer(&'static str, &'static str, Arc<AtomicUsize>);

impl Authenticator for Issuer {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn realm(&self) -> &str {
        self.0
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        self.2.fetch_add(1, Ordering::SeqCst);
        MaybeReady::pending(async move {
            tokio::task::yield_now().await;
            Ok(Identity::builder(self.0, credentials.token()).role(self.1).build().unwrap())
        })
    }
}

fn issuer(name: &'static str, role: &'static str) -> (Auth, Arc<AtomicUsize>) {
    let asked = Arc::default();
    (Auth::new(Issuer(name, role, Arc::clone(&asked))), asked)
}

#[require(role = "admin")]
async fn admin(identity: Identity) -> String {
    identity.issuer().to_owned()
}

async fn who(identity: Identity) -> String {
    identity.issuer().to_owned()
}

#[test]
fn innermost_auth_decides() {
    run(async {
        let (outer, _) = issuer("outer", "admin");
        let (inner, _) = issuer("inner", "guest");
        let app = App::new()
            .route("/admin", web::get().to(admin))
            .service(
                web::scope("/inner")
                    .route("/admin", web::get().to(admin))
                    .route("/who", web::get().to(who))
                    .wrap(inner),
            )
            .wrap(outer);
        let app = init_service(app).await;
        assert_eq!(send(&app, by("x", "/admin").to_request()).await.body, "outer");
        assert_eq!(status(&app, by("x", "/inner/admin").to_request()).await, 403);
        assert_eq!(send(&app, by("x", "/inner/who").to_request()).await.body, "inner");
        let anonymous = send(&app, by("", "/inner/admin").to_request()).await;
        assert_eq!(anonymous.field("www-authenticate"), [r#"Bearer realm="inner""#]);
        let anonymous = send(&app, by("", "/admin").to_request()).await;
        assert_eq!(anonymous.field("www-authenticate"), [r#"Bearer realm="outer""#]);
    });
}

/// Records the caller, before and after the inner services.
async fn between(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let before = request.extract::<Identity>().await?;
    let mut response = next.call(request).await?;
    let after = Identity::extract(response.request()).await?;
    for identity in [before, after] {
        let issuer = HeaderValue::from_str(identity.issuer()).unwrap();
        response.headers_mut().append(HeaderName::from_static("x-between"), issuer);
    }
    Ok(response)
}

#[test]
fn middleware_between_two_auths_belongs_to_the_outer() {
    run(async {
        let app = App::new()
            .service(
                web::scope("")
                    .route("/who", web::get().to(who))
                    .wrap(issuer("inner", "guest").0)
                    .wrap(from_fn(between)),
            )
            .wrap(issuer("outer", "admin").0);
        let answer = send(&init_service(app).await, by("x", "/who").to_request()).await;
        assert_eq!(
            (answer.body.as_str(), answer.field("x-between")),
            ("inner", vec!["outer", "outer"])
        );
    });
}

async fn everything(
    _: Guard<Admins>,
    _: Identity,
    MaybeIdentity(_): MaybeIdentity,
) -> &'static str {
    "in"
}

#[test]
fn one_request_is_authenticated_once() {
    run(async {
        let (auth, asked) = issuer("only", "admin");
        let app = init_service(App::new().route("/", web::get().to(everything)).wrap(auth)).await;
        assert_eq!(status(&app, by("x", "/").to_request()).await, 200);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(status(&app, by("", "/").to_request()).await, 401);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    });
}
