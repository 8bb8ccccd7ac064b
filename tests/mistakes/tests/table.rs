//! Ten mistakes, and the tools that notice them.

use auth_core::access::Guarded;
use auth_core::testing::{self, Callers, Suite};
use auth_core::{Auth, Identity};
use axum::body::Body;
use axum::http::Request;
use mistakes::mistakes::{Variant, all, delete_user_without_guard};
use tower::ServiceExt as _;

const GUIDE: &str = include_str!("../../../docs/no-forgotten-guards.md");
const HEAD: &str = "\
| mistake | compiler | snapshot | suite | `withhold_unguarded` | response |
|---|---|---|---|---|---|
";

/// A handler that the router of `auth_core::axum` accepts, or that does not compile there.
struct Probe<H>(H);

trait Accepted<A> {
    fn compiles(&self) -> bool;
}

impl<H: Guarded<A>, A> Accepted<A> for Probe<H> {
    fn compiles(&self) -> bool {
        true
    }
}

/// Applies where `Accepted` does not.
trait Rejected {
    fn compiles(&self) -> bool;
}

impl<H> Rejected for &Probe<H> {
    fn compiles(&self) -> bool {
        false
    }
}

/// Returns the meanings of the changes to the reviewed routes.
fn snapshot(variant: &Variant) -> String {
    let changes = mistakes::routes().report().changes_to(&variant.report);
    let mut meanings: Vec<String> =
        changes.iter().map(|change| change.meaning().to_string()).collect();
    meanings.dedup();
    meanings.join(", ")
}

/// Returns the number of routes that respond with 500 to a caller with all grants.
async fn internal_errors(variant: &Variant, callers: &Callers) -> usize {
    let caller = Identity::builder(Callers::ISSUER, "7")
        .role("admin")
        .role("auditor")
        .role("editor")
        .scope("posts:write")
        .group("staff")
        .build();
    let token = callers.token(&caller.unwrap());
    let mut count = 0;
    for route in mistakes::routes().report().routes() {
        let request = Request::builder()
            .method(route.method())
            .uri(route.path().replace("{user}", "7"))
            .header("authorization", format!("Bearer {token}"));
        let response = variant.app.clone().oneshot(request.body(Body::empty()).unwrap());
        count += usize::from(response.await.unwrap().status() == 500);
    }
    count
}

/// Returns the line of a variant. `withholding` is the same variant under `withhold_unguarded`.
async fn line(variant: Variant, withholding: &Variant, callers: &Callers) -> String {
    let cell = |noticed: bool, text| if noticed { text } else { "" };
    let errors = internal_errors(&variant, callers).await;
    let withheld = internal_errors(withholding, callers).await > errors;
    let snapshot = snapshot(&variant);
    let suite = Suite::new(&variant.report).parameter("user", "7");
    let outcome = suite.run(callers, &testing::axum(variant.app)).await;
    let cells = [
        variant.mistake,
        cell(!variant.compiles, "rejects"),
        &snapshot,
        cell(!outcome.is_good(), "differs"),
        cell(withheld, "withholds"),
        cell(errors > 0, "500"),
    ];
    assert!(cells[1..].iter().any(|cell| !cell.is_empty()), "{} is not noticed", variant.mistake);
    let text = |cell: &str| if cell.is_empty() { " |".into() } else { format!(" {cell} |") };
    format!("|{}\n", cells.map(text).concat())
}

#[tokio::test]
async fn each_mistake_is_noticed() {
    assert!(Probe(mistakes::delete_user).compiles());
    assert!(!(&Probe(delete_user_without_guard)).compiles());
    let callers = Callers::new();
    let withholding = Auth::builder().authenticator(callers.clone()).withhold_unguarded().build();
    let mut table = HEAD.to_owned();
    for (variant, withholding) in all(&callers.auth()).into_iter().zip(&all(&withholding.unwrap()))
    {
        table += &line(variant, withholding, &callers).await;
    }
    println!("{table}");
    assert!(GUIDE.contains(&table), "docs/no-forgotten-guards.md has another table than\n{table}");
}

#[tokio::test]
async fn right_application_has_no_finding() {
    let callers = Callers::new();
    let (report, app) = (mistakes::routes().report(), mistakes::routes());
    let right =
        Variant { mistake: "none", compiles: true, report, app: app.secured_by(callers.auth()) };
    assert_eq!(snapshot(&right), "");
    assert_eq!(internal_errors(&right, &callers).await, 0);
    let suite = Suite::new(&right.report).parameter("user", "7");
    suite.run(&callers, &testing::axum(right.app)).await.assert();
}
