//! The keywords of other guards, each with the advice that replaces it.

/// Returns a message for a word that is no requirement. `is_alone` is true for a word without `=`
/// or parentheses.
pub(crate) fn from_elsewhere(word: &str, is_alone: bool) -> Option<String> {
    let advice = match word {
        "anonymous" | "anyone" | "everyone" | "guest" | "open" | "permit_all" | "public" => {
            "write `#[public(\"why no login is needed\")]` instead of `#[require(…)]`"
        }
        "condition" | "expr" | "expression" | "predicate" | "when" => {
            "write the expression without quotes: `check(post.author == subject)`"
        }
        "error" | "on_error" | "response" | "status" => {
            "`Auth::builder().on_rejection(…)` sets the response to rejected requests"
        }
        "ty" | "type" => {
            "write the value without quotes, `role = Role::Admin`, and \
             `#[derive(auth_core::Role)]` above its enum"
        }
        "email_verified" | "phone_number_verified" if is_alone => {
            return Some(format!(
                "unknown requirement `{word}`, a claim is compared: write `claim.{word} == true`"
            ));
        }
        "name" | "sub" | "user" | "user_id" | "username" if !is_alone => {
            "a rule names no single user: compare the owner, `path.user_id == subject` or \
             `check(post.author == subject)`, or \
             ask for a role"
        }
        _ => return None,
    };
    Some(format!("unknown requirement `{word}`: {advice}"))
}
