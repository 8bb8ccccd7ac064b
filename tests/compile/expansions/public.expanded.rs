//! An open handler: a marker that says why, which no guard can be made of.
use auth_core::public;
#[doc(hidden)]
pub enum __PublicHealth {}
impl ::auth_core::macro_support::PublicReason for __PublicHealth {
    const REASON: &'static ::core::primitive::str = "liveness probe, no data";
}
pub async fn health(
    _public: ::auth_core::macro_support::Public<__PublicHealth>,
) -> &'static str {
    "ok"
}
