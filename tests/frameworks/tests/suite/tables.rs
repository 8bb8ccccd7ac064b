//! The report of all applications, and the findings for each mistake.

use auth_core::access::Report;
use auth_core::testing::{Application, Callers, Outcome, Suite};

/// A mistake of an application.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mistake {
    /// There is none.
    None,
    /// A middleware removes the header `Authorization`.
    LosesCredentials,
    /// A middleware makes a 200 of each 403.
    HidesRejections,
    /// `/audit` is outside of `Auth`.
    RouteOutside,
    /// `/me` is not there.
    RouteMissing,
}

const REPORT: &str = r#"
GET /health
    health
    #[public("a load balancer has no credentials")]
GET /me
    me
    #[require(authenticated)]
POST /posts
    publish
    #[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
DELETE /posts/{id}
    remove
    #[require(role = "admin", conceal)]
GET /users/{id}
    user
    #[require(any(role = "admin", path.id == subject))]
GET /tenants/{tenant}
    tenant
    #[require(path.tenant == claim.tenant, claim.level >= 3)]
POST /pay
    pay
    #[require(acr = "gold", max_age = "5m")]
GET /metrics
    metrics
    #[require(any(ip = "10.0.0.0/8", role = "operator"))]
GET /partner
    partner
    #[require(issuer = "https://partner.example", permission = "read")]
GET /beta
    beta
    #[require(scope = "beta", report_only)]
GET /audit
    audit
    #[require(role = "admin")]
    #[require(scope = "audit", conceal)]
"#;

/// Returns the report. `before` and `behind` stand around the name of a path parameter.
fn report(before: &str, behind: &str) -> Report {
    let text = REPORT.replace('{', before).replace('}', behind);
    // A block ends with an empty line.
    let text = text.trim_start().replace("]\nGET", "]\n\nGET");
    let text = text.replace("]\nPOST", "]\n\nPOST").replace("]\nDELETE", "]\n\nDELETE");
    text.parse().unwrap()
}

/// Runs the suite against an application with a mistake, and checks the findings.
pub(crate) async fn check<A: Application>(
    mistake: Mistake,
    (before, behind): (&str, &str),
    callers: &Callers,
    application: &A,
) {
    let report = report(before, behind);
    let suite = Suite::new(&report).parameter("id", "7");
    let outcome = suite.run(callers, application).await;
    match mistake {
        Mistake::None => {
            outcome.assert();
            assert!(outcome.untested().is_empty() && outcome.requests() > 100, "{outcome}");
            finds_other_rules(callers, application).await;
        }
        Mistake::LosesCredentials => {
            assert_eq!(
                of(&outcome, "GET /me"),
                ["any authenticated caller: let in, rejected with 401"]
            );
        }
        Mistake::HidesRejections => {
            let found = of(&outcome, "POST /posts");
            let caller = r#"a caller with role "editor": rejected with 403, "#;
            assert!(found.iter().any(|it| it.starts_with(caller)), "{outcome}");
        }
        Mistake::RouteOutside => {
            let found = of(&outcome, "GET /audit");
            assert!(!found.is_empty(), "{outcome}");
            assert!(found.iter().all(|it| it.contains("500")), "{outcome}");
            let all = outcome.mismatches();
            assert!(all.iter().all(|it| it.path() == "/audit"), "{outcome}");
        }
        Mistake::RouteMissing => {
            assert!(outcome.mismatches().is_empty(), "{outcome}");
            assert_eq!(outcome.unreached().len(), 1, "{outcome}");
            assert!(outcome.unreached()[0].starts_with("GET /me: "), "{outcome}");
        }
    }
}

/// Tests that a report of other rules differs from the application.
async fn finds_other_rules<A: Application>(callers: &Callers, application: &A) {
    for report in [
        "GET /me\n    me\n    #[require(role = \"admin\")]\n",
        "GET /me\n    me\n    #[public(\"x\")]\n",
        "GET /health\n    health\n    #[require(authenticated)]\n",
        "GET /beta\n    beta\n    #[require(scope = \"beta\")]\n",
        "GET /audit\n    audit\n    #[require(role = \"admin\")]\n",
        "GET /metrics\n    metrics\n    #[require(role = \"operator\")]\n",
    ] {
        let report: Report = report.parse().unwrap();
        let outcome = Suite::new(&report).run(callers, application).await;
        // The suite has no caller in the network that only the application lets in. By the status
        // alone, a concealed rejection looks like a handler's 404.
        let is_missed = report.to_string().contains("operator")
            || report.to_string().contains("audit") && !A::SHOWS_REJECTIONS;
        assert_eq!(outcome.mismatches().is_empty(), is_missed, "{report}{outcome}");
    }
}

/// Returns the mismatches of a route as text.
fn of(outcome: &Outcome, route: &str) -> Vec<String> {
    let all = outcome.mismatches().iter();
    all.filter(|it| format!("{} {}", it.method(), it.path()) == route)
        .map(|it| format!("{}: {}, {}", it.caller(), it.expected(), it.received()))
        .collect()
}
