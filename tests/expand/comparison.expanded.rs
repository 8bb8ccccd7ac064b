//! Comparisons: of claims, path parameters, the subject and literals.
use auth_core::require;
#[doc(hidden)]
enum __RequireBook {}
impl ::auth_core::__private::Policy for __RequireBook {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::ClaimText(
                "department",
                ::auth_core::__private::Operator::Equal,
                "finance",
            ),
            ::auth_core::__private::Rule::ClaimInteger(
                "level",
                ::auth_core::__private::Operator::AtLeast,
                3,
            ),
            ::auth_core::__private::Rule::ClaimText(
                "teams",
                ::auth_core::__private::Operator::Contains,
                "blue",
            ),
        ],
    );
}
async fn book(
    _guard: ::auth_core::__private::Guard<__RequireBook>,
    Json(entry): Json<Entry>,
) {}
#[doc(hidden)]
enum __RequireProfile {}
impl ::auth_core::__private::Policy for __RequireProfile {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Any(
        &[
            ::auth_core::__private::Rule::compare(
                ::auth_core::__private::Comparison::new(
                    ::auth_core::__private::Operand::Path("user_id"),
                    ::auth_core::__private::Operator::Equal,
                    ::auth_core::__private::Operand::Subject,
                ),
            ),
            ::auth_core::__private::Rule::ClaimText(
                "https://acme.example/tier",
                ::auth_core::__private::Operator::Equal,
                "gold",
            ),
        ],
    );
}
async fn profile(
    _guard: ::auth_core::__private::Guard<__RequireProfile>,
    Path(user_id): Path<String>,
) {}
