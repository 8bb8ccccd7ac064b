//! Metrics of decisions, through the facade `metrics`.

use metrics::{SharedString, counter, describe_counter};

use crate::observer::{Decided, Observer};

/// The name of the counter of decisions.
const DECISIONS: &str = "auth_decisions_total";

/// The methods that OpenTelemetry lists. SECURITY: a client may invent methods, and each would be a
/// series of its own.
const METHODS: [&str; 10] =
    ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];

/// An observer that counts decisions, in the recorder of the crate [`metrics`](::metrics).
///
/// The counter `auth_decisions_total` has these labels:
///
/// | label | value |
/// |---|---|
/// | `outcome` | `allowed`, `unauthorized`, `forbidden`, `unavailable` |
/// | `code` | the [code](crate::Rejection::code) of the rejection, or empty |
/// | `enforced` | `true`, or `false` under `report_only` |
/// | `policy` | the name of the policy, or empty |
/// | `method` | the method of the request; `_OTHER` for an unusual one; empty without a request |
/// | `route` | the pattern of the route, never the path; empty if there is none |
///
/// No label has an issuer, a subject, a path or an address: all values come from the program.
///
/// ```
/// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
/// use auth_core::observer::Metrics;
///
/// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
/// // After the recorder, an exporter for Prometheus for example, was installed.
/// let auth = Auth::builder().authenticator(sessions).observer(Metrics::new()).build()?;
/// # Ok(auth)
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Metrics;

impl Metrics {
    /// Creates the observer, and describes its counter to the recorder that is installed.
    #[must_use]
    pub fn new() -> Self {
        describe_counter!(DECISIONS, "Decisions of guards.");
        Self
    }
}

impl Observer for Metrics {
    fn decided(&self, decided: &Decided<'_>) {
        counter!(
            DECISIONS,
            "outcome" => decided.outcome().as_str(),
            "code" => decided.code().unwrap_or_default(),
            "enforced" => if decided.is_enforced() { "true" } else { "false" },
            "policy" => decided.policy().map(SharedString::from).unwrap_or_default(),
            "method" => decided.method().map_or("", method),
            "route" => decided.route().unwrap_or_default().to_owned(),
        )
        .increment(1);
    }
}

/// Returns a method that OpenTelemetry lists, or else `_OTHER`, as OpenTelemetry does.
fn method(method: &str) -> &'static str {
    METHODS.into_iter().find(|known| *known == method).unwrap_or("_OTHER")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex};

    use metrics::{
        Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
        with_local_recorder,
    };

    use super::*;
    use crate::policy::{Policy, Rule, named};
    use crate::request::target::Target;
    use crate::time::Timestamp;

    /// A recorder that keeps each key, and the sum of all counters.
    #[derive(Default)]
    struct Kept {
        keys: Mutex<Vec<Key>>,
        sum: Arc<AtomicU64>,
    }

    impl Recorder for Kept {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            self.keys.lock().unwrap().push(key.clone());
            Counter::from_arc(Arc::clone(&self.sum))
        }

        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }

        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::noop()
        }
    }

    struct Admins;

    impl Policy for Admins {
        const RULE: Rule = Rule::role("admin");
    }

    #[test]
    fn labels_have_no_text_of_the_client() {
        let kept = Kept::default();
        let mallory = crate::Identity::builder("https://i", "mallory").build().unwrap();
        let decided = Decided {
            policy: Some(named::<Admins>()),
            is_enforced: true,
            identity: Some(&mallory),
            target: Some(Target::new("INVENTED", None, "/invented")),
            time: Timestamp::from_secs(7),
            rejected: None,
        };
        with_local_recorder(&kept, || Metrics::new().decided(&decided));
        let keys = kept.keys.lock().unwrap();
        let labels: Vec<_> = keys[0].labels().map(|label| (label.key(), label.value())).collect();
        let policy = decided.policy().unwrap();
        assert_eq!((keys[0].name(), kept.sum.load(Ordering::Relaxed)), (DECISIONS, 1));
        assert_eq!(
            labels,
            [
                ("outcome", "allowed"),
                ("code", ""),
                ("enforced", "true"),
                ("policy", &*policy),
                ("method", "_OTHER"),
                ("route", ""),
            ]
        );
    }
}
