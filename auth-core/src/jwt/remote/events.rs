//! Events of fetches, for the log.

use std::collections::BTreeSet;

use tracing::{Level, event};

use crate::jwt::keys::Key;
use crate::jwt::keys::skipped::SkippedKey;
use crate::jwt::mismatch::shown;
use crate::jwt::remote::error::FetchError;
use crate::jwt::remote::schedule::Alarm;

/// An event, written after the state is unlocked.
#[derive(Debug)]
pub(super) enum Event {
    /// The keys differ from those before.
    Changed { added: String, removed: String },
    /// A fetch failed, after this many failures with it.
    Failed(FetchError, u32),
    /// The keys will soon be, or are, too old.
    Old(Alarm),
    /// A fetch brought keys after failures.
    Recovered(u32),
    /// A key is unfit.
    Skipped(SkippedKey),
}

impl Event {
    /// Creates the event of a replacement.
    pub(super) fn changed(before: &[Key], after: &[Key]) -> Self {
        let ids = |keys: &[Key], others: &[Key]| {
            let others: BTreeSet<_> = others.iter().filter_map(Key::id).collect();
            let ids: Vec<_> =
                keys.iter().filter_map(Key::id).filter(|id| !others.contains(id)).collect();
            if ids.is_empty() { "none".to_owned() } else { shown(ids) }
        };
        Self::Changed { added: ids(after, before), removed: ids(before, after) }
    }

    /// Writes the event to the log.
    pub(super) fn log(&self, issuer: &str) {
        match self {
            Self::Changed { added, removed } => event!(
                target: "auth_core",
                Level::INFO,
                issuer,
                %added,
                %removed,
                "the keys of the issuer changed"
            ),
            // Every doubling only: an outage of hours does not fill the log.
            Self::Failed(error, failures) if failures.is_power_of_two() => event!(
                target: "auth_core",
                Level::WARN,
                issuer,
                failures,
                %error,
                "the keys of the issuer could not be fetched; known ones stay in use up to the \
                 maximum age"
            ),
            Self::Failed(..) => {}
            Self::Old(Alarm::Over) => event!(
                target: "auth_core",
                Level::ERROR,
                issuer,
                "there are no keys of the issuer, or they reached the maximum age: its tokens are \
                 rejected with 503 until a fetch succeeds"
            ),
            Self::Old(_) => event!(
                target: "auth_core",
                Level::ERROR,
                issuer,
                "the keys of the issuer reached three quarters of the maximum age: with it, all \
                 tokens are rejected with 503"
            ),
            Self::Recovered(failures) => event!(
                target: "auth_core",
                Level::INFO,
                issuer,
                failures,
                "the keys of the issuer were fetched again"
            ),
            Self::Skipped(key) => event!(
                target: "auth_core",
                Level::WARN,
                issuer,
                %key,
                "a key of the issuer is skipped: its tokens are rejected"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_changed_keys_forge_no_line_of_the_log() {
        let keys = Key::from_jwks(
            r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a\nERROR forged",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
        );
        let keys = keys.unwrap();
        for (before, after, expected) in [
            (&[][..], &keys[..], ("`a\\nERROR forged`", "none")),
            (&keys, &[], ("none", "`a\\nERROR forged`")),
            (&keys, &keys, ("none", "none")),
        ] {
            let Event::Changed { added, removed } = Event::changed(before, after) else {
                panic!("another event")
            };
            assert_eq!((&*added, &*removed), expected);
        }
    }
}
