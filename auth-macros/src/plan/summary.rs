//! The documentation line of a rule: `Requires: …`, in the language of the attribute.

use crate::ast::{path_text, rust_text};
use crate::function::{Attribute, Handler};
use crate::keywords::Operator;
use crate::validate::{Granted, Number, Rule, Scalar, Shape, Term};
use std::fmt::Write as _;
use syn::{LitStr, Visibility};

/// Attributes that never publish doc comments to clients.
const SILENT: [&str; 16] = [
    "allow",
    "cfg",
    "cfg_attr",
    "cold",
    "debug_handler",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "inline",
    "instrument",
    "must_use",
    "require",
    "track_caller",
    "warn",
];

/// Returns the documentation line of a rule.
pub(super) fn summary(rule: &Rule, only_reported: bool) -> String {
    let mut text = String::new();
    write(rule, &mut text);
    let mark = if only_reported { " (report only)" } else { "" };
    if !text.contains('`') {
        return format!("Requires{mark}: `{text}`");
    }
    // A string in the rule contains backticks. Markdown then needs a fence of another length.
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("Requires{mark}: {fence} {text} {fence}")
}

/// Returns `true` if the documentation line can stand on `handler` itself.
///
/// SECURITY: `#[utoipa::path]`, salvo's `#[endpoint]`, rmcp's `#[tool]` and others publish doc
/// comments to clients, and a rule tells an attacker what to steal. Beside an attribute that is not
/// known to be silent, only the hidden type has the line.
pub(super) fn can_document(handler: &Handler) -> bool {
    let mut names = handler.attributes.iter().flat_map(Attribute::names);
    let is_silent = names.all(|name| SILENT.iter().any(|silent| name == silent));
    let is_documented = handler.attributes.iter().any(|attribute| attribute.is("doc"));
    // On an exported function without docs, the line would silence `missing_docs`.
    is_silent && (is_documented || !matches!(handler.visibility, Visibility::Public(_)))
}

fn write(rule: &Rule, text: &mut String) {
    match rule.shape() {
        Shape::Acr(values) => alternatives("acr", values.iter().map(quoted), text),
        Shape::Authenticated => text.push_str("authenticated"),
        Shape::Comparison(left, operator, right) => comparison(left, *operator, right, text),
        Shape::Grant(kind, values) => {
            let values = values.iter().map(|value| match value {
                Granted::Text(name) => quoted(name),
                Granted::Variant(path) => path_text(path),
            });
            alternatives(kind.word(), values, text);
        }
        Shape::Group(logic, rules) => {
            let _ = write!(text, "{logic}(");
            for (index, rule) in rules.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(rule, text);
            }
            text.push(')');
        }
        Shape::Ip(networks) => {
            let networks = networks
                .iter()
                .map(|network| format!("\"{}/{}\"", network.address, network.prefix));
            alternatives("ip", networks, text);
        }
        Shape::Issuer(values) => alternatives("issuer", values.iter().map(quoted), text),
        Shape::MaxAge(seconds) => {
            let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
            let unit = units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size));
            let (size, unit) = unit.unwrap_or((1, 's'));
            let _ = write!(text, "max_age = \"{}{unit}\"", seconds / size);
        }
        Shape::Policy(path) => text.push_str(&path_text(path)),
        Shape::Question(question) => {
            // A blank line in a string would end the paragraph.
            let expression = rust_text(&question.expression).replace('\n', "\\n");
            let _ = write!(text, "check({expression})");
        }
    }
}

fn alternatives(word: &str, values: impl Iterator<Item = String>, text: &mut String) {
    let values: Vec<String> = values.collect();
    let _ = write!(text, "{word} = {}", values.join(" | "));
}

fn quoted(value: &LitStr) -> String {
    format!("{:?}", value.value())
}

fn comparison(left: &Term, operator: Operator, right: &Term, text: &mut String) {
    term(left, text);
    let _ = write!(text, " {operator} ");
    term(right, text);
}

fn term(term: &Term, text: &mut String) {
    let _ = match term {
        Term::Claim(names) => {
            text.push_str("claim");
            names.iter().try_for_each(|name| {
                if is_plain(name) { write!(text, ".{name}") } else { write!(text, "[{name:?}]") }
            })
        }
        Term::Path(name) => write!(text, "path.{name}"),
        Term::Subject => write!(text, "subject"),
        Term::Scalar(Scalar::Boolean(value)) => write!(text, "{value}"),
        Term::Scalar(Scalar::Number(Number::Float(value))) => write!(text, "{value:?}"),
        Term::Scalar(Scalar::Number(Number::Integer(value))) => write!(text, "{value}"),
        Term::Scalar(Scalar::Text(value)) => write!(text, "{value:?}"),
    };
}

/// Returns `true` for a claim's name that can follow a dot.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && name != "_"
}
