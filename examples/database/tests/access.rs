//! The routes and their rules are those in `access.txt`, which is reviewed.
//!
//! To accept a change: `ACCESS_SNAPSHOT=update cargo test -p database --test access`

use auth_core::testing::{self, Callers, Suite};
use database::Database;

#[test]
fn routes_are_reviewed() {
    database::routes().report().assert_snapshot("access.txt");
}

/// The callers of the suite have their grants from their tokens: the rules are the same.
#[tokio::test]
async fn routes_are_guarded_as_reviewed() {
    let callers = Callers::new();
    let app = database::router(callers.auth(), Database::new().unwrap());
    let suite = Suite::new(&database::routes().report());
    let suite = suite.parameter("id", "7").parameter("user", "no-such-user");
    suite.run(&callers, &testing::axum(app)).await.assert();
}
