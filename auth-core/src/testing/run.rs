//! The run of a suite against an application.

use std::error::Error;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, Request};

use crate::access::{Access, Route};
use crate::testing::application::Application;
use crate::testing::expected::{Expected, Presented};
use crate::testing::outcome::{Mismatch, Outcome};
use crate::testing::plan::{Case, Plan, Setting};
use crate::testing::received::Received;
use crate::testing::route::unknown_parameters;
use crate::testing::suite::{Suite, key};
use crate::testing::tokens::Tokens;
use crate::time::Timestamp;

/// The end of the pattern of a router's fallback, whose response is a 404 by itself.
const FALLBACK: &str = "/{*fallback}";

impl Suite {
    /// Sends all requests, one after the other.
    pub async fn run<A: Application>(&self, tokens: &impl Tokens, application: &A) -> Outcome {
        let mut grants = Vec::new();
        for caller in self.routes.iter().flat_map(Route::smallest_callers) {
            for grant in caller.draft().grants() {
                if !grants.contains(grant) {
                    grants.push(*grant);
                }
            }
        }
        let setting = Setting {
            issuer: &self.issuer,
            origin: self.auth.as_ref().map(|auth| &auth.config.origin),
            now: self.now.unwrap_or_else(Timestamp::now),
            peer: application.peer(),
            grants: &grants,
        };
        let mut run = Run { suite: self, tokens, application, outcome: Outcome::default() };
        for route in &self.routes {
            for name in unknown_parameters(route) {
                let reason = format!("the path has no parameter `{name}`, which the rule compares");
                run.unreached(route, &reason);
            }
            match Plan::new(route, setting, |name| self.value(&key(route), name)) {
                Ok(plan) => run.send_all(route, &plan.cases()).await,
                Err(names) => {
                    let names = names.join("`, `");
                    run.unreached(route, &format!("set the path parameter `{names}`"));
                }
            }
        }
        let mut outcome = run.outcome;
        outcome.unreached.retain(|finding| !self.accepts(finding));
        outcome.unreached.extend(self.unknown_names());
        outcome
    }
}

/// A run of a suite.
struct Run<'r, T, A> {
    suite: &'r Suite,
    tokens: &'r T,
    application: &'r A,
    outcome: Outcome,
}

impl<T: Tokens, A: Application> Run<'_, T, A> {
    /// Sends the requests of one route.
    async fn send_all(&mut self, route: &Route, cases: &[Case]) {
        let is_concealed = route.access().iter().any(Access::is_concealed);
        let (mut is_let_in, mut is_reached) = (false, route.path().ends_with(FALLBACK));
        let mut mismatches = Vec::new();
        for case in cases {
            let Some(credentials) = self.credentials(case) else {
                self.untested(route, case, "there is no token");
                continue;
            };
            if case.expected == Expected::CheckDecides {
                self.untested(route, case, "a `check(…)` decides");
            }
            is_let_in |= matches!(case.expected, Expected::LetIn | Expected::CheckDecides);
            for method in self.suite.methods(route) {
                let received = match self.send(route, case, &method, &credentials).await {
                    Ok(response) => Received::of::<A>(&response, is_concealed),
                    Err(error) => Received::Nothing(error.to_string()),
                };
                is_reached |= received.proves_route::<A>();
                if !received.fits(case.expected, &method) {
                    mismatches.push(mismatch(&method, case, &received));
                }
            }
        }
        if !is_reached {
            let reason = "each response was 404 or 405, as for a route that does not exist";
            return self.unreached(route, reason);
        }
        self.outcome.mismatches.append(&mut mismatches);
        if !is_let_in {
            self.unreached(route, "no caller was made that is let in");
        }
    }

    /// Returns the headers with the credentials. `None` if the caller cannot be made.
    fn credentials(&self, case: &Case) -> Option<HeaderMap> {
        let header = match case.presented {
            Presented::Nothing => None,
            Presented::Invalid => Some(self.tokens.invalid()),
            Presented::Expired | Presented::Good => {
                Some(self.tokens.header(case.identity.as_ref()?)?)
            }
        };
        Some(header.into_iter().collect())
    }

    async fn send(
        &mut self,
        route: &Route,
        case: &Case,
        method: &Method,
        credentials: &HeaderMap,
    ) -> Result<http::Response<()>, Box<dyn Error>> {
        let mut request = Request::builder().method(method).uri(&case.path);
        for (name, value) in credentials {
            request = request.header(name, value);
        }
        let mut body = Vec::new();
        if let Some((media_type, content)) = self.suite.content(route) {
            request = request.header(CONTENT_TYPE, media_type);
            body.extend_from_slice(content);
        }
        let request = request.extension(case.address).body(body)?;
        self.outcome.requests = self.outcome.requests.saturating_add(1);
        self.application.send(request).await
    }

    fn unreached(&mut self, route: &Route, reason: &str) {
        self.outcome.unreached.push(format!("{}: {reason}", key(route)));
    }

    fn untested(&mut self, route: &Route, case: &Case, reason: &str) {
        self.outcome.untested.push(format!("{}, {}: {reason}", key(route), case.caller));
    }
}

fn mismatch(method: &Method, case: &Case, received: &Received) -> Mismatch {
    Mismatch {
        method: method.to_string(),
        path: case.path.clone(),
        caller: case.caller.clone(),
        expected: case.expected.to_string(),
        received: received.to_string(),
    }
}
