//! Random callers for tests, made without a look at the rules.

use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::access::random::{CHECKS, CLAIMS, NAMES, PATHS, Random, SCOPES, TEXTS};
use crate::identity::{Identity, IdentityBuilder};
use crate::policy::evaluate::{Truth, evaluate};
use crate::policy::{Facts, Requirement, Rule};
use crate::request::PathParameters;
use crate::time::Timestamp;

/// A caller that is made without a look at the rules.
pub(super) struct Caller {
    pub(super) identity: Option<Identity>,
    address: Option<IpAddr>,
    path: PathParameters,
    checks: Vec<&'static str>,
}

const NOW: Timestamp = Timestamp::from_secs(1_000_000);

impl Caller {
    pub(super) fn random(random: &mut Random) -> Self {
        let some = |random: &mut Random, list: &[&'static str], percent| -> Vec<&'static str> {
            list.iter().copied().filter(|_| random.chance(percent)).collect()
        };
        let density = random.pick(&[5, 20, 50, 90]);
        let subject = random.pick(&["alice", "blue", "urn:mfa", "7"]);
        let mut builder = Identity::builder(random.pick(&["other", TEXTS[1], TEXTS[2]]), subject);
        if random.chance(80) {
            builder = builder.as_user();
        }
        builder = some(random, &NAMES, density).into_iter().fold(builder, IdentityBuilder::role);
        builder = some(random, &SCOPES, density).into_iter().fold(builder, IdentityBuilder::scope);
        builder =
            some(random, &NAMES, density).into_iter().fold(builder, IdentityBuilder::permission);
        builder = some(random, &NAMES, density).into_iter().fold(builder, IdentityBuilder::group);
        if random.chance(density) {
            builder = builder.acr(random.pick(&TEXTS));
        }
        if random.chance(density) {
            let age = random.pick(&[0, 1, 2, 61, 900, 901, 90_061, 100_000]);
            builder = builder.auth_time(NOW.saturating_sub(Duration::from_secs(age)));
        }
        let mut claims = Map::new();
        for names in CLAIMS {
            if random.chance(density) {
                let value = value(random);
                let (name, value) = match names {
                    [name, member] => (name, json!({ *member: value })),
                    _ => (&names[0], value),
                };
                claims.insert((*name).to_owned(), value);
            }
        }
        let identity = builder.claims(claims).build().unwrap();
        let addresses =
            ["10.0.0.1", "10.128.0.1", "10.1.2.3", "10.1.9.9", "192.0.2.1", "fd00::1", "::2"];
        let values = ["alice", "blue", "urn:mfa", "7", "3", ""];
        let path: Vec<_> = PATHS.iter().map(|name| (*name, random.pick(&values))).collect();
        Self {
            identity: random.chance(90).then_some(identity),
            address: random.chance(70).then(|| random.pick(&addresses).parse().unwrap()),
            path: PathParameters::new(path),
            checks: some(random, &CHECKS, 50),
        }
    }

    /// Returns `true` if `rule` allows a request of this caller.
    pub(super) fn satisfies(&self, rule: &Rule) -> bool {
        let mut results = Vec::new();
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Check(check) = requirement {
                results.push(Some(self.checks.contains(&check.text)));
            }
        });
        let mut facts = self.identity.as_ref().map_or(Facts::anonymous(), Facts::of);
        facts = facts.with_now(NOW).with_path(&self.path).with_checks(&results);
        if let Some(address) = self.address {
            facts = facts.with_address(address);
        }
        evaluate(rule, &facts) == Truth::Yes
    }
}

fn value(random: &mut Random) -> Value {
    let scalars = [
        json!(true),
        json!(false),
        json!(null),
        json!(2),
        json!(2.5),
        json!(3),
        json!(3.0),
        json!(3.000_000_000_000_000_4),
        json!(4),
        json!(-7),
        json!(-0.5),
        json!(7),
        json!(1e19),
        json!(1_u64 << 60),
        json!((1_u64 << 60) + 1),
        json!(u64::MAX),
        json!("alice"),
        json!(""),
        json!(TEXTS[0]),
        json!(TEXTS[1]),
        json!(TEXTS[2]),
        json!("7"),
        json!({}),
    ];
    let scalar = |random: &mut Random| scalars[random.below(scalars.len())].clone();
    if random.chance(30) {
        return (0..random.below(4)).map(|_| scalar(random)).collect();
    }
    scalar(random)
}
