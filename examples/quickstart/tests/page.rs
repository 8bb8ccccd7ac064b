//! Writes the verdicts of the evaluator on the routes of the quickstart, and a page with every kind
//! of route and with hostile texts, for the test in a browser: `.ci/access-page`.

use std::path::Path;

use auth_core::access::{Access, Report, Route};
use auth_core::policy::{Decision, Facts};
use auth_core::{Identity, public};

fn write(name: &str, text: &str) -> std::io::Result<()> {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), text)
}

/// Decides with an address from each side of the rules, because the page does not ask for one.
fn verdict(access: &[Access], caller: Option<&Identity>) -> &'static str {
    let facts = caller.map_or(Facts::anonymous(), Facts::of);
    let is_allowed = |facts: &Facts<'_>| {
        let mut rules = access.iter().filter_map(Access::rule);
        rules.all(|rule| matches!(rule.decide(facts), Decision::Allowed))
    };
    match [[127, 0, 0, 1], [192, 0, 2, 1]].map(|it| is_allowed(&facts.with_address(it.into()))) {
        [true, true] => "yes",
        [false, false] => "no",
        _ => "depends",
    }
}

#[test]
fn verdicts_of_all_callers_are_written() {
    let report = quickstart::routes().report();
    let grants = report.grants();
    let grants = grants.list();
    let mut lines = Vec::new();
    for subset in 0..=1_u32 << grants.len() {
        // The last round is a caller without credentials.
        let is_known = subset < 1 << grants.len();
        let is_held = |place: &usize| is_known && subset >> place & 1 == 1;
        let held = grants.iter().enumerate().filter(|(place, _)| is_held(place));
        let held: Vec<_> = held.map(|(_, grant)| (grant.kind(), grant.name())).collect();
        let builder = Identity::builder("https://issuer.example", "alice");
        let identity = held.iter().fold(builder, |builder, (kind, name)| match *kind {
            "role" => builder.role(name),
            "scope" => builder.scope(name),
            kind => panic!("unknown: {kind}"),
        });
        let identity = identity.build().unwrap();
        let caller = if is_known { "known" } else { "anonymous" };
        let held: Vec<_> = held.iter().map(|(kind, name)| format!("{kind} {name}")).collect();
        for route in report.routes() {
            let verdict = verdict(route.access(), is_known.then_some(&identity));
            let route = format!("{} {}", route.method(), route.path());
            lines.push(format!("{caller}|{}|{route}|{verdict}\n", held.join(",")));
        }
    }
    assert_eq!(lines.len(), 33 * 9);
    let lines = lines.concat();
    assert!(lines.contains("known|role editor,scope posts:write|POST /posts|yes\n"), "{lines}");
    assert!(lines.contains("known|role editor|POST /posts|no\n"), "{lines}");
    assert!(lines.contains("anonymous||GET /internal|depends\n"), "{lines}");
    write("verdicts.txt", &lines).unwrap();
}

/// </script><script>alert(1)</script><img src=x onerror=alert(1)>
#[public("open: \"><img src=x onerror=alert(1)></script><script>alert(1)</script>")]
async fn hostile() {}

#[test]
fn page_with_every_kind_of_route_is_written() {
    let read = |attributes: &[&str]| -> Vec<Access> {
        attributes.iter().map(|text| text.parse().unwrap()).collect()
    };
    let route = |method, path, handler, attributes: &[_]| {
        Route::new(method, path, handler, read(attributes))
    };
    let many: Vec<String> = (0..40).map(|number| format!("\"team-{number}\"")).collect();
    let many = format!("#[require(group = {})]", many.join(" | "));
    let report = Report::from_iter([
        Route::of("GET", "/<img src=x onerror=alert(1)>/{id}", &hostile),
        route("GET", "/teams", "api::teams::list", &[&many]),
        route("GET", "/secret", "api::secret", &[r#"#[require(role = "admin", conceal)]"#]),
        route("GET", "/trial", "api::trial", &[r#"#[require(role = "admin", report_only)]"#]),
        route("GET", "/bare", "", &[]),
        route("GET", "/never", "api::never", &["#[require(never)]"]),
        route(
            "PATCH",
            "/organizations/{organization}/repositories/{repository}/posts/{post}/comments/{comment}",
            "api::organizations::repositories::posts::comments::change_the_text_of_a_comment",
            &[
                r#"#[require(any(role = "admin", all(permission = "comments:edit",
                   claim.org == path.organization, check(comment.author == subject))))]"#,
                r#"#[require(acr = "urn:example:mfa", max_age = "15m")]"#,
                r#"#[require(scope = "x", report_only)]"#,
            ],
        ),
        route(
            "GET",
            "/metrics",
            "api::metrics",
            &[r#"#[require(any(ip = "10.0.0.0/8" | "fd00::/8",
                 role = "<script>alert(1)</script>" | "\"'&lt;"))]"#],
        ),
    ]);
    let page = report.to_html();
    assert!(!page.contains("<img"));
    write("every-kind.html", &page).unwrap();
}
