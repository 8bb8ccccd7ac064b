//! The language of the attributes as data: each attribute is read as it is printed, and compares as
//! equal to what is read.

use auth_core::access::{Difference, Meaning, Report, Route};
use auth_core::{Role, policy, public, require};

/// Roles of which each implies the next.
#[derive(Role)]
enum Role {
    #[role(implies = [Editor])]
    Admin,
    #[role(implies = [Viewer])]
    Editor,
    Viewer,
}

policy! { CanPublish = any(role = Role::Admin, all(role = "editor", scope = "posts:write")); }

#[require(authenticated)]
async fn authenticated() {}

#[require(role = Role::Viewer)]
async fn typed() {}

#[require(role = "a b" | "c\"d\\" | "é\u{1f512}")]
async fn quoted() {}

#[require(permission = "posts:edit", group = "CN=Staff,DC=acme" | "staff", scope = "a" | "b")]
async fn grants() {}

#[require(CanPublish, issuer = "https://staff.example", acr = "urn:mfa" | "urn:hwk")]
async fn named() {}

#[require(any(ip = "10.0.0.0/8" | "fd00::/8", all(max_age = "15m", claim.level >= 2.5)))]
async fn nested() {}

#[require(
    claim["https://acme.example/tier"].type contains "gold",
    claim.address["postal code"] == -12,
    claim.admin == true,
    3 < claim.level,
    path.user_id == subject,
    claim.team == path.team
)]
async fn comparisons(_user_id: u64) {}

#[require(role = "admin", check(number == 3 && "a)\n(".len() > ')'.len_utf8()), conceal)]
async fn checked(number: u64) -> u64 {
    number
}

#[require(role = "admin", report_only)]
async fn observed() {}

#[public("health \"check\"")]
async fn open() {}

fn report() -> Report {
    Report::from_iter([
        Route::of("GET", "/authenticated", &authenticated),
        Route::of("GET", "/checked", &checked),
        Route::of("GET", "/comparisons", &comparisons),
        Route::of("GET", "/grants", &grants),
        Route::of("GET", "/named", &named),
        Route::of("GET", "/nested", &nested),
        Route::of("GET", "/observed", &observed),
        Route::of("GET", "/open", &open),
        Route::of("GET", "/quoted", &quoted),
        Route::of("GET", "/typed", &typed),
    ])
}

#[test]
fn attributes_are_read_as_they_are_printed() {
    let (report, text) = (report(), report().to_string());
    let read: Report = text.parse().unwrap();
    assert_eq!(read.to_string(), text);
    assert!(report.changes_to(&read).is_empty());
    let mut rules = 0;
    for (route, read) in report.routes().iter().zip(read.routes()) {
        for (access, read) in route.access().iter().zip(read.access()) {
            if let (Some(rule), Some(read)) = (access.rule(), read.rule()) {
                let difference = Difference::between(rule, read);
                assert_eq!(difference.meaning(), Meaning::Same, "{route}");
                rules += 1;
            }
        }
    }
    assert_eq!(rules, 9, "one for each `#[require(…)]`");
}

#[test]
fn printed_attributes_have_no_names_of_the_program() {
    let text = report().to_string();
    for line in [
        r#"    #[require(role = "viewer" | "admin" | "editor")]"#,
        r#"    #[require(any(role = "admin", all(role = "editor", scope = "posts:write")), issuer = "https://staff.example", acr = "urn:mfa" | "urn:hwk")]"#,
        r#"    #[require(role = "admin", check(number == 3 && "a)\n(".len() > ')'.len_utf8()), conceal)]"#,
        r#"    #[require(role = "admin", report_only)]"#,
        r#"    #[public("health \"check\"")]"#,
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
}

#[test]
fn each_weaker_attribute_is_noticed() {
    let old = report().to_string();
    for (strong, weak, example) in [
        (r#"| "editor")]"#, r#"| "editor" | "guest")]"#, r#"a caller with role "guest""#),
        ("path.user_id == subject, ", "", "claim.team"),
        (", conceal)]", ", report_only)]", "a caller with"),
        (r#"max_age = "15m""#, r#"max_age = "1d""#, "a login 86400 s ago"),
        ("claim.level >= 2.5", "claim.level >= 2.4", "claim.level 2.4"),
        (r#""10.0.0.0/8""#, r#""10.0.0.0/7""#, "address 11.0.0.0"),
        ("#[require(authenticated)]", "#[public(\"x\")]", "a caller without credentials"),
    ] {
        let new: Report = old.replace(strong, weak).parse().unwrap();
        let changes = report().changes_to(&new);
        assert!(!changes.is_empty(), "{strong}");
        for change in changes {
            assert_eq!(change.meaning(), Meaning::Loosened, "{change}");
            assert!(change.to_string().contains(example), "{change}");
        }
    }
}
