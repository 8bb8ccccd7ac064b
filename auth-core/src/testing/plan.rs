//! The callers that matter to one route, each with the expected result.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::access::{Draft, Route};
use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::identity::origin::Origin;
use crate::policy::Facts;
use crate::request::PathParameters;
use crate::testing::expected::{Expected, Presented};
use crate::testing::route::{filled, parameters};
use crate::time::Timestamp;

/// The address of a client, if no rule depends on it (RFC 5737).
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
/// The time since the end of expired credentials. Verifiers accept some minutes.
const EXPIRED_FOR: Duration = Duration::from_secs(3600);

/// The facts that all requests of a run share.
#[derive(Clone, Copy)]
pub(super) struct Setting<'s> {
    pub(super) issuer: &'s str,
    /// The application's `Auth`, if the test gave it.
    pub(super) origin: Option<&'s Arc<dyn Origin>>,
    pub(super) now: Timestamp,
    /// The address of the peer, if the test cannot choose it.
    pub(super) peer: Option<IpAddr>,
    /// The grants that any rule of the report names.
    pub(super) grants: &'s [(GrantKind, &'static str)],
}

/// A request to a route.
pub(super) struct Case {
    /// The caller in words.
    pub(super) caller: String,
    pub(super) presented: Presented,
    /// The caller, also of expired credentials.
    pub(super) identity: Option<Identity>,
    pub(super) path: String,
    pub(super) address: IpAddr,
    pub(super) expected: Expected,
}

/// The route, and the values of its parameters.
pub(super) struct Plan<'s> {
    setting: Setting<'s>,
    route: &'s Route,
    smallest: Vec<Draft>,
    values: HashMap<String, String>,
}

impl<'s> Plan<'s> {
    /// Chooses the callers of a route. `given` returns the value of a path parameter. A parameter
    /// that the rule compares with a fact about the caller needs none.
    ///
    /// # Errors
    ///
    /// The names of path parameters without a value.
    pub(super) fn new(
        route: &'s Route,
        setting: Setting<'s>,
        given: impl Fn(&str) -> Option<&'s str>,
    ) -> Result<Self, Vec<String>> {
        let names = parameters(route.path());
        let mut plan = Self { setting, route, smallest: Vec::new(), values: HashMap::new() };
        for name in &names {
            if let Some(value) = given(name) {
                plan.values.insert(name.clone(), value.to_owned());
            }
        }
        for example in route.smallest_callers() {
            let mut draft = example.draft().clone().just_logged_in();
            for (name, value) in &plan.values {
                let changed = draft.clone().with_parameter(name, value);
                if plan.expected(&changed) == plan.expected(&draft) {
                    draft = changed;
                }
            }
            plan.smallest.push(draft);
        }
        for (name, value) in plan.smallest.iter().flat_map(Draft::parameters) {
            plan.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
        let missing = names.into_iter().filter(|name| !plan.values.contains_key(name));
        let missing: Vec<String> = missing.collect();
        if missing.is_empty() { Ok(plan) } else { Err(missing) }
    }

    /// Returns the requests, each caller once.
    pub(super) fn cases(&self) -> Vec<Case> {
        let stranger = Draft::stranger(&self.smallest);
        let first = self.smallest.first().unwrap_or(&stranger);
        let known = if first.is_known { first } else { &stranger };
        let mut cases = Vec::new();
        cases.extend(self.case(&first.anonymous(), Presented::Nothing));
        cases.extend(self.case(known, Presented::Invalid));
        cases.extend(self.case(known, Presented::Expired));
        cases.extend(self.case(&stranger, Presented::Good));
        for draft in &self.smallest {
            let variants = draft.with_one_less();
            for draft in [draft.clone(), draft.anonymous()].iter().chain(&variants) {
                cases.extend(self.case(draft, presented(draft)));
            }
        }
        cases.extend(self.most_grants().and_then(|draft| self.case(&draft, Presented::Good)));
        let mut seen = Vec::new();
        cases.retain(|case| {
            let is_new = !seen.contains(&case.caller);
            seen.push(case.caller.clone());
            is_new
        });
        cases
    }

    /// Returns a caller with as many grants of the report as the rule rejects.
    fn most_grants(&self) -> Option<Draft> {
        let is_rejected =
            |draft: &Draft| matches!(self.expected(draft), Some(Expected::Rejected(_)));
        let mut draft = Some(Draft::stranger(&self.smallest)).filter(is_rejected)?;
        for grant in self.setting.grants {
            let more = draft.clone().with_grant(*grant);
            if is_rejected(&more) {
                draft = more;
            }
        }
        Some(draft)
    }

    fn expected(&self, draft: &Draft) -> Option<Expected> {
        Some(self.case(draft, presented(draft))?.expected)
    }

    /// Returns the request of a caller. `None` if there can be no such caller.
    fn case(&self, draft: &Draft, presented: Presented) -> Option<Case> {
        let Setting { issuer, origin, now, peer, .. } = self.setting;
        let mut builder = draft.builder(issuer, now);
        if presented == Presented::Expired {
            builder = builder.expires_at(now.saturating_sub(EXPIRED_FOR));
        }
        let mut identity = if draft.is_known { Some(builder.build().ok()?) } else { None };
        if let (Some(identity), Some(origin)) = (&mut identity, origin) {
            identity.set_origin(origin);
        }
        let own: HashMap<&str, &str> = draft.parameters().collect();
        let value = |name: &str| -> Option<&str> {
            own.get(name).copied().or_else(|| self.values.get(name).map(String::as_str))
        };
        let names = parameters(self.route.path());
        let path =
            PathParameters::new(names.iter().filter_map(|name| Some((&**name, value(name)?))));
        let address = peer.or(draft.address).unwrap_or(CLIENT);
        let facts = identity.as_ref().map_or(Facts::anonymous(), Facts::of);
        let facts = facts.with_now(now).with_path(&path).with_user_issuer(issuer);
        let facts = facts.with_address(address);
        let caller = match presented {
            Presented::Invalid => "bad credentials".to_owned(),
            Presented::Expired => "expired credentials".to_owned(),
            Presented::Nothing | Presented::Good => {
                draft.clone().named_among(&self.smallest).to_string()
            }
        };
        Some(Case {
            caller,
            presented,
            path: filled(self.route.path(), value),
            address,
            expected: Expected::of(self.route.access(), &facts, presented),
            identity,
        })
    }
}

const fn presented(draft: &Draft) -> Presented {
    if draft.is_known { Presented::Good } else { Presented::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Access;

    #[test]
    fn caller_admitted_by_name_is_called_by_it() {
        let access = r#"#[require(any(role = "admin", path.user == subject))]"#;
        let access: Access = access.parse().unwrap();
        let route = Route::new("DELETE", "/users/{user}", "api::delete", [access]);
        let now = Timestamp::from_secs(1_800_000_000);
        let issuer = "https://issuer.example";
        let setting = Setting { issuer, origin: None, now, peer: None, grants: &[] };
        let plan = Plan::new(&route, setting, |_| None).unwrap();
        let let_in = |case: &Case| case.expected == Expected::LetIn;
        let let_in: Vec<_> =
            plan.cases().into_iter().filter(let_in).map(|case| case.caller).collect();
        // Without the role, the caller is still the user of the path.
        assert_eq!(
            let_in,
            [
                r#"a caller with role "admin", subject "alice""#,
                r#"a caller with subject "alice""#,
                r#"a caller with subject "alice", path.user "alice""#,
            ]
        );
    }
}
