//! Path parameters of poem, decoded as its extractor `Path` decodes them.

use std::fmt;

use percent_encoding::percent_decode_str;
use poem::{PathPattern, Request};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::request::path::PathParameters;

/// Returns the path parameters of the matched route.
pub(super) fn path_parameters(request: &Request) -> PathParameters {
    // A parameter that is not valid UTF-8 is absent in poem, as if the route had none.
    if percent_decode_str(request.uri().path()).decode_utf8().is_err() {
        return PathParameters::invalid();
    }
    let parameters = request.path_params().map(|Pairs(pairs)| PathParameters::new(pairs));
    let parameters = parameters.unwrap_or_else(|_| PathParameters::invalid());
    if request.data::<PathPattern>().is_some() { parameters } else { parameters.unrouted() }
}

/// All path parameters in order. A map would hide the second one of the same name.
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("path parameters")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut parameters: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = parameters.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(All)
    }
}
