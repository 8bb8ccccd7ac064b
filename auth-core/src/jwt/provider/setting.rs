//! One setting of a preset, which prints as the call of the builder that makes it.

use std::fmt;

use crate::jwt::grants::place::{Claim, Form};
use crate::jwt::keys::algorithm::Algorithm;

/// A setting of a [`JwtBuilder`](crate::jwt::JwtBuilder), named like its method.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Setting {
    Algorithm(Algorithm),
    AudienceClaim(&'static str),
    Groups(Claim),
    Header(&'static str),
    IdTokens,
    RequireClaim(&'static str, &'static str),
    Roles(Claim),
    StrictProfile,
    Subject(&'static str),
    TokenId(&'static str),
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm(algorithm) => write!(f, ".algorithm(Algorithm::{algorithm})"),
            Self::AudienceClaim(claim) => write!(f, ".audience_claim({claim:?})"),
            Self::Groups(claim) => write!(f, ".groups({})", Call(claim)),
            Self::Header(name) => write!(f, ".header(HeaderName::from_static({name:?}))"),
            Self::IdTokens => f.write_str(".id_tokens()"),
            Self::RequireClaim(place, value) => write!(f, ".require_claim({place:?}, {value:?})"),
            Self::Roles(claim) => write!(f, ".roles({})", Call(claim)),
            Self::StrictProfile => f.write_str(".strict_profile()"),
            Self::Subject(claim) => write!(f, ".subject({claim:?})"),
            Self::TokenId(claim) => write!(f, ".token_id({claim:?})"),
        }
    }
}

/// A place as it is written in a call.
struct Call<'c>(&'c Claim);

impl fmt::Display for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.0.place;
        match self.0.form {
            Form::Keys => write!(f, "Claim::keys({place:?})"),
            Form::Split(separator) => write!(f, "Claim::split({place:?}, {separator:?})"),
            Form::Strings => write!(f, "{place:?}"),
        }
    }
}
