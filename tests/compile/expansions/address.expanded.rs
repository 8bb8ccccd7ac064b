//! Networks are read at compile time.
use auth_core::require;
#[doc(hidden)]
///Requires: `ip = "10.0.0.0/8" | "fd00::/8" | "192.0.2.1/32"`
enum __RequireMetrics {}
impl ::auth_core::macro_support::Policy for __RequireMetrics {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::ip(
        &[
            ::auth_core::macro_support::Network::v4([10, 0, 0, 0], 8),
            ::auth_core::macro_support::Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8),
            ::auth_core::macro_support::Network::v4([192, 0, 2, 1], 32),
        ],
    );
}
/**
Requires: `ip = "10.0.0.0/8" | "fd00::/8" | "192.0.2.1/32"`*/
async fn metrics(_guard: ::auth_core::macro_support::Guard<__RequireMetrics>) {}
