//! The validity of tokens to the second, with a clock that the tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use auth_core::jwt::JwtBuilder;
use auth_core::time::Timestamp;
use auth_core::{Auth, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};
use tests::signer::Signer;
use tower::ServiceExt as _;

const AUDIENCE: &str = "https://api.example";
const ISSUER: &str = "https://issuer.example";
const NOW: i64 = 1_800_000_000;
const LEEWAYS: [i64; 5] = [0, 1, 59, 60, 300];

#[require(authenticated)]
async fn any() {}

#[require(max_age = "15m")]
async fn fresh() {}

/// One application with a clock of its own.
struct Bench {
    clock: Arc<AtomicI64>,
    router: Router,
    signer: Signer,
}

/// Returns the response: 200, or the error of the token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Says {
    Expired,
    Invalid,
    LogInAgain,
    Served,
}

impl Bench {
    fn new(configure: impl FnOnce(JwtBuilder) -> JwtBuilder) -> Self {
        let signer = Signer::new("ES256", "1");
        let clock = Arc::new(AtomicI64::new(NOW));
        let jwt =
            auth_core::jwt::Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(signer.key());
        let shown = Arc::clone(&clock);
        let auth = Auth::builder()
            .authenticator(configure(jwt).build().unwrap())
            .clock(move || Timestamp::from_secs(shown.load(Ordering::SeqCst)))
            .build()
            .unwrap();
        let router = Router::new().route("/any", get(any)).route("/fresh", get(fresh)).layer(auth);
        Self { clock, router, signer }
    }

    fn with_leeway(seconds: i64) -> Self {
        Self::new(|jwt| jwt.leeway(Duration::from_secs(seconds.unsigned_abs())))
    }

    /// Returns the responses at each of these times, in this order and in reverse.
    async fn check(&self, path: &str, claims: &Value, times: &[(i64, Says)]) {
        let token = self.signer.token(claims);
        for (now, expected) in times.iter().chain(times.iter().rev()) {
            self.clock.store(*now, Ordering::SeqCst);
            let request = Request::get(path).header("authorization", format!("Bearer {token}"));
            let response =
                self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let challenge =
                response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap());
            let says = match (response.status().as_u16(), challenge) {
                (200, None) => Says::Served,
                (401, Some(challenge)) if challenge.contains("The access token expired") => {
                    Says::Expired
                }
                (401, Some(challenge)) if challenge.contains("invalid_token") => Says::Invalid,
                (401, Some(challenge))
                    if challenge.contains("insufficient_user_authentication") =>
                {
                    Says::LogInAgain
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(says, *expected, "{claims} at {} s", now - NOW);
        }
    }
}

/// Claims that hold from `NOW - 1000` to `NOW + 1000`, and more.
fn claims(more: &Value) -> Value {
    let mut claims = json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": NOW + 1000});
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    claims
}

#[tokio::test]
async fn s17_exp_ends_token_at_that_second_and_not_after_it() {
    for leeway in LEEWAYS {
        let end = NOW + leeway;
        let times = [(end - 1, Says::Served), (end, Says::Expired), (end + 1, Says::Expired)];
        Bench::with_leeway(leeway).check("/any", &claims(&json!({"exp": NOW})), &times).await;
    }
}

#[tokio::test]
async fn s17_nbf_starts_a_token_at_that_second() {
    for leeway in LEEWAYS {
        let start = NOW - leeway;
        let times = [(start - 1, Says::Invalid), (start, Says::Served), (start + 1, Says::Served)];
        Bench::with_leeway(leeway).check("/any", &claims(&json!({"nbf": NOW})), &times).await;
    }
}

#[tokio::test]
async fn s17_iat_lies_not_in_the_future() {
    for leeway in LEEWAYS {
        let start = NOW - leeway;
        let times = [(start - 1, Says::Invalid), (start, Says::Served), (start + 1, Says::Served)];
        Bench::with_leeway(leeway).check("/any", &claims(&json!({"iat": NOW})), &times).await;
    }
}

#[tokio::test]
async fn s17_token_that_is_never_valid_is_always_rejected() {
    let bench = Bench::with_leeway(0);
    let times: Vec<(i64, Says)> =
        (-3..3).map(|at| (NOW + at, if at < 0 { Says::Invalid } else { Says::Expired })).collect();
    bench.check("/any", &claims(&json!({"nbf": NOW, "exp": NOW})), &times).await;
    // Expiry is told first: a new token helps, and this one never will.
    let times: Vec<(i64, Says)> =
        (-3..3).map(|at| (NOW + at, if at < -1 { Says::Invalid } else { Says::Expired })).collect();
    bench.check("/any", &claims(&json!({"nbf": NOW + 1, "exp": NOW - 1})), &times).await;
}

#[tokio::test]
async fn s17_longest_lifetime_ends_each_token() {
    for leeway in LEEWAYS {
        let bench = Bench::new(|jwt| {
            jwt.leeway(Duration::from_secs(leeway.unsigned_abs()))
                .max_lifetime(Duration::from_secs(900))
        });
        let end = NOW + 900 + leeway;
        let times = [(end - 1, Says::Served), (end, Says::Expired), (end + 1, Says::Expired)];
        for exp in [NOW + 900, NOW + 901, NOW + 86_400, 253_402_300_799] {
            bench.check("/any", &claims(&json!({"iat": NOW, "exp": exp})), &times).await;
        }
        // Of its fraction of a second, nothing is given away.
        bench
            .check(
                "/any",
                &claims(&json!({"iat": 1_800_000_000.9, "exp": NOW + 86_400})),
                &times[1..],
            )
            .await;
        // An earlier `exp` ends the token earlier.
        let end = NOW + 899 + leeway;
        let times = [(end - 1, Says::Served), (end, Says::Expired)];
        bench.check("/any", &claims(&json!({"iat": NOW, "exp": NOW + 899})), &times).await;
        bench
            .check("/any", &claims(&json!({"iat": -1, "exp": NOW + 899})), &[(NOW, Says::Expired)])
            .await;
        bench.check("/any", &claims(&json!({})), &[(NOW, Says::Invalid)]).await;
    }
}

#[tokio::test]
async fn s28_login_is_fresh_up_to_that_second() {
    let bench = Bench::with_leeway(0);
    let claims = |auth_time: Value| claims(&json!({"auth_time": auth_time, "exp": NOW + 90_000}));
    let end = NOW + 900;
    let times = [
        (NOW, Says::Served),
        (end - 1, Says::Served),
        (end, Says::Served),
        (end + 1, Says::LogInAgain),
        (end + 2, Says::LogInAgain),
    ];
    bench.check("/fresh", &claims(json!(NOW)), &times).await;
    // A clock that runs a minute ahead is no forgery, one that runs further ahead would be fresh
    // for ever.
    let times = [(NOW - 61, Says::LogInAgain), (NOW - 60, Says::Served), (NOW - 59, Says::Served)];
    bench.check("/fresh", &claims(json!(NOW)), &times).await;
    for never in [json!(i64::MAX), json!(i64::MIN), json!(1e300), json!(0), json!(-1)] {
        bench.check("/fresh", &claims(never), &[(NOW, Says::LogInAgain)]).await;
    }
    // Without the claim, no login is recent. If no rule asks for it, the token is valid.
    let without = json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": NOW + 1000});
    bench.check("/fresh", &without, &[(NOW, Says::LogInAgain)]).await;
    bench.check("/any", &claims(json!(0)), &[(NOW, Says::Served)]).await;
}

#[tokio::test]
async fn s17_no_clock_is_too_wrong() {
    let bench = Bench::with_leeway(300);
    for (now, says) in [(i64::MIN, Says::Served), (0, Says::Served), (i64::MAX, Says::Expired)] {
        bench.check("/any", &claims(&json!({})), &[(now, says)]).await;
    }
    for (now, says) in [(i64::MIN, Says::Invalid), (0, Says::Invalid), (i64::MAX, Says::Expired)] {
        bench.check("/any", &claims(&json!({"iat": NOW, "nbf": NOW})), &[(now, says)]).await;
    }
}
