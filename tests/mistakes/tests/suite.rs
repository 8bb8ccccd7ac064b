//! The routes are those of `access.txt`, and the application lets in the callers of their rules.

use auth_core::testing::{self, Callers, Suite};

#[test]
fn routes_are_reviewed() {
    mistakes::routes().report().assert_snapshot("access.txt");
}

#[tokio::test]
async fn application_keeps_its_rules() {
    let routes = mistakes::routes();
    let report = routes.report();
    let callers = Callers::new();
    let app = testing::axum(routes.secured_by(callers.auth()));
    Suite::new(&report).parameter("user", "7").run(&callers, &app).await.assert();
}
