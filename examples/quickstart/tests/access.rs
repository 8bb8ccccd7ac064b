//! The routes and their rules are those in `access.txt`, which is reviewed.
//!
//! To accept a change: `ACCESS_SNAPSHOT=update cargo test -p quickstart --test access`

use auth_core::testing::{self, Callers, Suite};

#[test]
fn routes_are_reviewed() {
    quickstart::routes().report().assert_snapshot("access.txt");
}

/// The application does as its routes say, for each caller that matters.
#[tokio::test]
async fn routes_are_guarded_as_reviewed() {
    let callers = Callers::new();
    let app = testing::axum(quickstart::router(callers.auth()));
    let suite = Suite::new(&quickstart::routes().report()).parameter("id", "7").body(
        "POST /posts",
        "application/json",
        r#"{ "title": "Hello" }"#,
    );
    suite.run(&callers, &app).await.assert();
}
