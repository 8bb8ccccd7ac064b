//! The claims of an identity, parsed when they are needed.

use std::sync::OnceLock;

use serde_json::{Map, Value};

/// The claims of an identity. Few rules compare claims, so those of a token stay text until then.
#[derive(Clone)]
pub(super) enum Claims {
    Parsed(Map<String, Value>),
    #[cfg_attr(
        not(any(feature = "jwt", feature = "jwt-rust-crypto")),
        expect(dead_code, reason = "only tokens bring text")
    )]
    Text {
        json: String,
        parsed: OnceLock<Map<String, Value>>,
    },
}

impl Claims {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let claims = match self {
            Self::Parsed(claims) => claims,
            // The text was checked before. If it were no object after all, there would be no
            // claims.
            Self::Text { json, parsed } => {
                parsed.get_or_init(|| serde_json::from_str(json).unwrap_or_default())
            }
        };
        claims.get(name)
    }
}
