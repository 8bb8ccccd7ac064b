//! Comparisons: of claims, path parameters, the subject and literals.
use auth_core::require;
#[doc(hidden)]
///Requires: `all(claim.department == "finance", claim.level >= 3, claim.teams contains "blue")`
enum __RequireBook {}
impl ::auth_core::macro_support::Policy for __RequireBook {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::compare(
                ::auth_core::macro_support::Comparison::new(
                    ::auth_core::macro_support::Operand::Claim(&["department"]),
                    ::auth_core::macro_support::Operator::Equal,
                    ::auth_core::macro_support::Operand::Text("finance"),
                ),
            ),
            ::auth_core::macro_support::Rule::compare(
                ::auth_core::macro_support::Comparison::new(
                    ::auth_core::macro_support::Operand::Claim(&["level"]),
                    ::auth_core::macro_support::Operator::AtLeast,
                    ::auth_core::macro_support::Operand::Integer(3),
                ),
            ),
            ::auth_core::macro_support::Rule::compare(
                ::auth_core::macro_support::Comparison::new(
                    ::auth_core::macro_support::Operand::Claim(&["teams"]),
                    ::auth_core::macro_support::Operator::Contains,
                    ::auth_core::macro_support::Operand::Text("blue"),
                ),
            ),
        ],
    );
}
/**
Requires: `all(claim.department == "finance", claim.level >= 3, claim.teams contains "blue")`*/
async fn book(
    _guard: ::auth_core::macro_support::Guard<__RequireBook>,
    Json(entry): Json<Entry>,
) {}
#[doc(hidden)]
///Requires: `any(path.user_id == subject, claim["https://acme.example/tier"] == "gold")`
enum __RequireProfile {}
impl ::auth_core::macro_support::Policy for __RequireProfile {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::any(
        &[
            ::auth_core::macro_support::Rule::compare(
                ::auth_core::macro_support::Comparison::new(
                    ::auth_core::macro_support::Operand::Path("user_id"),
                    ::auth_core::macro_support::Operator::Equal,
                    ::auth_core::macro_support::Operand::Subject,
                ),
            ),
            ::auth_core::macro_support::Rule::compare(
                ::auth_core::macro_support::Comparison::new(
                    ::auth_core::macro_support::Operand::Claim(
                        &["https://acme.example/tier"],
                    ),
                    ::auth_core::macro_support::Operator::Equal,
                    ::auth_core::macro_support::Operand::Text("gold"),
                ),
            ),
        ],
    );
}
/**
Requires: `any(path.user_id == subject, claim["https://acme.example/tier"] == "gold")`*/
async fn profile(
    _guard: ::auth_core::macro_support::Guard<__RequireProfile>,
    Path(user_id): Path<String>,
) {}
