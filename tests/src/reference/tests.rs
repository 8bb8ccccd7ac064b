//! Tests of the reference, with examples that were calculated by hand.

use serde_json::{Value as Json, json};

use super::Tree::{All, Any, Authenticated, Grant, Never};
use super::*;

/// Returns a rule with static lists.
macro_rules! tree {
    ($tree:expr) => {{
        const TREE: Tree = $tree;
        TREE
    }};
}

mod comparisons;
mod leaves;
mod ways;

const fn role(name: &'static [Value]) -> Tree {
    Grant(Kind::Role, name)
}

const fn scope(name: &'static [Value]) -> Tree {
    Grant(Kind::Scope, name)
}

const A: &[Value] = &[Value::Text("a")];
const B: &[Value] = &[Value::Text("b")];
const C: &[Value] = &[Value::Text("c")];
const D: &[Value] = &[Value::Text("d")];
const LEVEL: Operand = Operand::Claim(&["level"]);
const MFA: Tree = Tree::Acr(&["mfa", "hwk"]);

fn known(caller: Caller) -> Facts {
    Facts { caller: Some(caller), user_issuer: Some("https://issuer.example"), ..Facts::default() }
}

fn nobody_special() -> Facts {
    known(Caller::default())
}

fn anonymous() -> Facts {
    Facts::default()
}

fn claiming(claims: &Json) -> Facts {
    known(Caller { claims: claims.as_object().unwrap().clone(), ..Caller::default() })
}

fn texts(unmet: &[&str]) -> Vec<String> {
    unmet.iter().map(ToString::to_string).collect()
}

fn forbidden(unmet: &[&str]) -> Answer {
    Answer::Forbidden { unmet: texts(unmet) }
}

fn insufficient(unmet: &[&str], scopes: &[&'static str]) -> Answer {
    Answer::InsufficientScope { unmet: texts(unmet), scopes: scopes.to_vec() }
}
