//! Users of the application: `subject`, `Identity::user`, and callers that are no users.

use auth_core::auth::AuthError;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::policy::Facts;
use auth_core::request::{Credentials, PathParameters, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, policy};
use http::Request;
use tests::log::Log;
use tower::{Layer as _, ServiceExt as _, service_fn};

policy! {
    Own = path.user == subject;
}

const USERS: &str = "https://users.example";
const PARTNER: &str = "https://partner.example";

/// Takes callers of two issuers: a token is an issuer.
#[derive(Debug)]
struct Two(Option<&'static str>);

impl Authenticator for Two {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        self.0
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let issuer = if credentials.token() == "partner" { PARTNER } else { USERS };
        // An authenticator does not choose the users.
        MaybeReady::ready(Ok(Identity::builder(issuer, "ada").as_user().build().unwrap()))
    }
}

/// Returns whether the caller with `token` is a user: by `Identity::user`, and by a rule on the
/// identity's own facts.
async fn is_user(auth: &Auth, token: &str) -> bool {
    let inner = service_fn(|request: Request<()>| async move {
        let identity = auth_core::adapters::tower::identity(&request.into_parts().0).await.unwrap();
        let path = PathParameters::new([("user", "ada")]);
        let own = Facts::of(&identity).with_path(&path).check::<Own>().is_ok();
        assert_eq!(identity.user().is_some(), own);
        assert!(identity.user().is_none_or(|user| user == "ada"));
        Ok::<_, std::convert::Infallible>(http::Response::new(own))
    });
    let request =
        Request::get("/").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    *auth.layer(inner).oneshot(request).await.unwrap().body()
}

fn run<T>(log: &Log, work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    log.collect(|| runtime.block_on(work))
}

#[test]
fn s40_without_an_issuer_no_caller_is_a_user() {
    for auth in [Auth::new(Two(None)), Auth::builder().authenticator(Two(None)).build().unwrap()] {
        let log = Log::default();
        run(&log, async {
            for token in ["users", "partner", "users"] {
                assert!(!is_user(&auth, token).await, "{token}");
            }
        });
        let errors: Vec<_> =
            log.events().into_iter().filter(|event| event.contains("ERROR")).collect();
        // One for each issuer with rejected callers.
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors.iter().all(|error| error.contains("`.user_issuer(…)`")), "{errors:?}");
    }
}

#[test]
fn s40_only_callers_of_the_declared_issuer_are_users() {
    let declared = Auth::builder().authenticator(Two(None)).user_issuer(USERS).build().unwrap();
    let named = Auth::new(Two(Some(USERS)));
    for auth in [declared, named] {
        let log = Log::default();
        run(&log, async {
            assert!(is_user(&auth, "users").await);
            assert!(!is_user(&auth, "partner").await);
        });
        assert!(log.events().iter().all(|event| !event.contains("ERROR")), "{:?}", log.events());
    }
}

#[test]
fn empty_issuer_is_an_error_or_gives_no_users() {
    let built = Auth::builder().authenticator(Two(Some(""))).build();
    assert_eq!(built.unwrap_err(), AuthError::EmptyIssuer);
    let log = Log::default();
    let auth = Auth::new(Two(Some("")));
    assert!(!run(&log, is_user(&auth, "users")));
    assert!(
        log.events().iter().any(|event| event.contains("`.user_issuer(…)`")),
        "{:?}",
        log.events()
    );
}

#[test]
fn identity_built_by_hand_is_a_user_on_request() {
    let path = PathParameters::new([("user", "ada")]);
    let ada = || Identity::builder(USERS, "ada");
    let (stranger, user) = (ada().build().unwrap(), ada().as_user().build().unwrap());
    assert_eq!((stranger.user(), user.user()), (None, Some("ada")));
    let check = |facts: Facts<'_>| facts.with_path(&path).check::<Own>().is_ok();
    assert!(!check(Facts::of(&stranger)) && check(Facts::of(&user)));
    // The facts take precedence.
    assert!(check(Facts::of(&stranger).with_user_issuer(USERS)));
    assert!(!check(Facts::of(&user).with_user_issuer(PARTNER)));
}
