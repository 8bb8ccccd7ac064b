//! The page: its rules against the evaluator, hostile texts, and its policy.

use std::collections::HashSet;

use aws_lc_rs::digest;
use base64::Engine as _;
use serde_json::Value;

use super::*;
use crate::access::blind_caller::Caller;
use crate::access::random::Random;
use crate::identity::Identity;
use crate::policy::evaluate::{Truth, evaluate};
use crate::policy::{Facts, Requirement, Rule};
use crate::request::Network;

fn page(access: impl IntoIterator<Item = Access>) -> String {
    Report::from_iter([Route::new("GET", "/", "f", access)]).to_html()
}

/// Returns the rule that a page of one route carries.
fn rule_in(page: &str) -> Value {
    let (_, rule) = page.split_once(" data-rule=\"").unwrap();
    let (rule, _) = rule.split_once('"').unwrap();
    let rule = rule.replace("&#34;", "\"").replace("&#39;", "'");
    let rule = rule.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&");
    serde_json::from_str(&rule).unwrap()
}

type Grants = HashSet<(String, String)>;

/// Evaluates a rule of the page. `None` for `depends`, and no grants for a caller without
/// credentials.
fn verdict(rule: &Value, grants: Option<&Grants>) -> Option<bool> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let parts = |name: &str| -> Option<Vec<Option<bool>>> {
        let parts = rule.get(name)?.as_array().unwrap();
        Some(parts.iter().map(|part| verdict(part, grants)).collect())
    };
    match rule.as_str() {
        Some("always") => return Some(true),
        Some("authenticated") => return Some(grants.is_some()),
        Some("never") => return Some(false),
        Some(other) => panic!("unknown: {other}"),
        None => {}
    }
    if let Some(parts) = parts("all") {
        let is_certain = parts.iter().all(Option::is_some);
        return if parts.contains(&Some(false)) { Some(false) } else { is_certain.then_some(true) };
    }
    if let Some(parts) = parts("any") {
        let is_certain = parts.iter().all(Option::is_some);
        return if parts.contains(&Some(true)) { Some(true) } else { is_certain.then_some(false) };
    }
    if let Some(names) = rule.get("names") {
        let kind = text(&rule["kind"]);
        let mut names = names.as_array().unwrap().iter();
        let has = |name: &Value| {
            grants.is_some_and(|grants| grants.contains(&(kind.clone(), text(name))))
        };
        return Some(names.any(has));
    }
    if rule.get("caller").is_some() {
        return if grants.is_some() { None } else { Some(false) };
    }
    assert!(rule.get("request").is_some(), "{rule}");
    None
}

/// Returns `rule` with a check in place of each requirement that depends on more than grants, and
/// with all addresses in place of networks.
fn opened(rule: &Rule, next: &mut usize) -> Rule {
    let mut each = |rules: &[Rule]| -> &'static [Rule] {
        rules.iter().map(|rule| opened(rule, next)).collect::<Vec<_>>().leak()
    };
    match rule {
        Rule::All(rules) => Rule::All(each(rules)),
        Rule::Any(rules) => Rule::Any(each(rules)),
        Rule::Requirement(Requirement::Ip(_)) => Rule::ip(&[const { Network::v4([0; 4], 0) }]),
        Rule::Requirement(
            Requirement::Acr(_)
            | Requirement::Check(_)
            | Requirement::Comparison(_)
            | Requirement::Issuer(_)
            | Requirement::MaxAge(_),
        ) => {
            *next += 1;
            Rule::check(*next - 1, "x")
        }
        other => *other,
    }
}

/// Decides the rule twice: with no requirement met that depends on more than grants, and with all
/// of them. No rule can turn from `true` to `false` as more facts hold.
fn decided(opened: &Rule, checks: usize, identity: Option<&Identity>) -> Option<bool> {
    let facts = identity.map_or(Facts::anonymous(), Facts::of);
    let [all, none] = [true, false].map(|holds| vec![Some(holds); checks]);
    let most = facts.with_checks(&all).with_address([127, 0, 0, 1].into());
    let is_allowed = |facts: &Facts<'_>| evaluate(opened, facts) == Truth::Yes;
    match (is_allowed(&facts.with_checks(&none)), is_allowed(&most)) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}

const KINDS: [GrantKind; 4] =
    [GrantKind::Role, GrantKind::Scope, GrantKind::Permission, GrantKind::Group];

fn identity(grants: &Grants) -> Identity {
    let mut builder = Identity::builder("https://issuer.example", "alice");
    for (kind, name) in grants {
        builder = match kind.as_str() {
            "group" => builder.group(name),
            "permission" => builder.permission(name),
            "role" => builder.role(name),
            _ => builder.scope(name),
        };
    }
    builder.build().unwrap()
}

#[test]
fn verdicts_equal_the_evaluator_for_all_grants() {
    let mut verdicts = [0, 0, 0];
    for seed in 0..250 {
        let mut random = Random::new(seed);
        let rule = random.rule(3);
        let tree = rule_in(&page([Access::required(rule)]));
        let mut checks = 0;
        let opened = opened(&rule, &mut checks);
        let named: Vec<_> = KINDS
            .iter()
            .flat_map(|kind| {
                let names = tree::names([rule].into_iter(), *kind);
                names.into_iter().map(|name| (kind.keyword().to_owned(), name.to_owned()))
            })
            .take(12)
            .collect();
        assert_eq!(verdict(&tree, None), decided(&opened, checks, None), "{rule:#}");
        for subset in 0..1_u32 << named.len() {
            let chosen = named.iter().enumerate().filter(|(place, _)| subset >> place & 1 == 1);
            let grants: Grants = chosen.map(|(_, grant)| grant.clone()).collect();
            let verdict = verdict(&tree, Some(&grants));
            let expected = decided(&opened, checks, Some(&identity(&grants)));
            assert_eq!(verdict, expected, "{rule:#} {grants:?}");
            verdicts[verdict.map_or(0, |holds| 1 + usize::from(holds))] += 1;
        }
    }
    println!("depends, no, yes: {verdicts:?}");
    assert!(verdicts.iter().all(|count| *count > 1_000), "{verdicts:?}");
}

#[test]
fn blind_callers_contradict_no_verdict() {
    let mut decided = 0;
    for seed in 0..250 {
        let mut random = Random::new(seed);
        let rule = random.rule(3);
        let tree = rule_in(&page([Access::required(rule)]));
        for _ in 0..25 {
            let caller = Caller::random(&mut random);
            let grants = caller.identity.as_ref().map(|identity| {
                let names = |kind: GrantKind| {
                    let names = tree::names([rule].into_iter(), kind);
                    let held = names.into_iter().filter(move |it| identity.was_granted(kind, it));
                    held.map(move |name| (kind.keyword().to_owned(), name.to_owned()))
                };
                KINDS.into_iter().flat_map(names).collect::<Grants>()
            });
            if let Some(verdict) = verdict(&tree, grants.as_ref()) {
                decided += 1;
                assert_eq!(verdict, caller.satisfies(&rule), "{rule:#}\n{grants:?}");
            }
        }
    }
    assert!(decided > 1_000, "{decided}");
}

#[test]
fn rule_that_rejects_no_caller_has_no_verdict_but_yes() {
    let rule = Access::required(Rule::role("admin"));
    assert_eq!(rule_in(&page([rule.report_only()])), "always");
    assert_eq!(rule_in(&page([Access::public("x")])), "always");
    assert!(page([rule.report_only()]).contains("report only: rejects no caller"));
    let both = rule_in(&page([rule, Access::required(Rule::scope("s")), rule.report_only()]));
    assert_eq!(verdict(&both["all"][0], None), Some(false));
    assert_eq!(both["all"].as_array().unwrap().len(), 2);
}

/// Returns the tags with the names of their attributes: all that a browser would act on.
fn tags(page: &str) -> String {
    let mut tags = String::new();
    let (mut in_tag, mut in_value) = (false, false);
    for letter in page.chars() {
        match letter {
            '<' if !in_value => in_tag = true,
            '"' if in_tag => in_value = !in_value,
            _ => {}
        }
        if in_tag && !in_value {
            tags.push(letter);
        }
        if letter == '>' && !in_value {
            in_tag = false;
        }
    }
    tags
}

#[test]
fn texts_of_the_application_add_no_markup() {
    const HOSTILE: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\
                           <!--{{ 7 * 7 }}{% include \"x\" %}&lt;script&gt;\u{2028}]]>&#60;b&#62;";
    let report = |text: &'static str| {
        let names: &'static [&str] = vec![text].leak();
        let rules = vec![Rule::role(text), Rule::group(text), Rule::issuer(names)].leak();
        let rule = Access::required(Rule::any(rules));
        let access = [rule, rule.concealed(), rule.report_only(), Access::public(text)];
        let mut route = Route::new(text, text, text, access);
        route.set_doc(text);
        Report::from_iter([route]).to_html()
    };
    let hostile = report(HOSTILE);
    assert_eq!(tags(&hostile), tags(&report("x")));
    assert!(!hostile.contains("<img") && !hostile.contains("7 * 7 }}{% include \"x\""));
    assert_eq!(rule_in(&hostile)["all"][0]["any"][0]["names"][0], HOSTILE);
}

#[test]
fn policy_names_the_style_and_the_script() {
    let page = page([Access::public("x")]);
    for (name, sources) in [("style", "style-src"), ("script", "script-src")] {
        let (_, text) = page.split_once(&format!("<{name}>")).unwrap();
        let (text, _) = text.split_once(&format!("</{name}>")).unwrap();
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let hash = base64::engine::general_purpose::STANDARD.encode(hash);
        let expected = format!("{sources} 'sha256-{hash}';");
        assert!(Report::CONTENT_SECURITY_POLICY.contains(&expected), "{expected}");
        let escaped = expected.replace('\'', "&#39;");
        assert!(page.contains(&escaped), "{escaped}");
    }
    assert_eq!(page.matches("<script").count() + page.matches("<style").count(), 2);
}
