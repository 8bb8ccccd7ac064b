//! Tests of a guarded handler without tokens: a call, or an authenticator with one caller.

use actix_web::App;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{self, Path};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::identity::IdentityError;
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, require};

use super::run;

#[require(role = "admin")]
async fn delete_user(id: Path<u64>) -> String {
    format!("deleted {id}")
}

fn admin() -> Result<Identity, IdentityError> {
    Identity::builder("https://issuer.example", "ada").role("admin").build()
}

#[test]
fn handler_is_called_directly() {
    run(async {
        let proof = admin().unwrap().check().unwrap();
        assert_eq!(delete_user(proof, Path::from(7)).await, "deleted 7");
        let guest = Identity::builder("https://issuer.example", "gast").build().unwrap();
        assert_eq!(guest.check::<__RequireDeleteUser>().unwrap_err().status(), 403);
    });
}

/// An authenticator that returns this caller for every token.
#[derive(Debug)]
struct Always(Identity);

impl Authenticator for Always {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        _credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(Ok(self.0.clone()))
    }
}

#[test]
fn request_carries_an_identity_without_a_token() {
    run(async {
        let app = App::new()
            .route("/users/{id}", web::delete().to(delete_user))
            .wrap(Auth::new(Always(admin().unwrap())));
        let app = init_service(app).await;
        let request =
            TestRequest::delete().uri("/users/7").insert_header(("authorization", "Bearer any"));
        let response = call_service(&app, request.to_request()).await;
        assert_eq!(read_body(response).await, "deleted 7");
        let anonymous = TestRequest::delete().uri("/users/7").to_request();
        assert_eq!(call_service(&app, anonymous).await.status(), 401);
    });
}
