//! `check(…)`: what the rule's other requirements leave open is asked of the handler, before its body runs. A check that the
//! decision does not hang on is not made; one that fails refuses the request.

use auth_core::require;

#[require(any(role = "admin", check(post.author == subject)))]
async fn edit_post(Posted(post): Posted, Json(new): Json<Text>) -> Result<impl IntoResponse, Error> {
    #![allow(clippy::needless_pass_by_value)]
    save(post, new).await?;
    Ok("saved")
}

#[require(scope = "teams:read", check(open), check(is_member(&identity, team)?))]
fn team(team: &str, open: bool) -> &str {
    team
}
