//! `check(…)`: the handler asks for the open requirements before its body runs. The first check
//! that decides is the last one. A failing check rejects the request.

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
