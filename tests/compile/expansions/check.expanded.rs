//! `check(…)`: the handler asks for the open requirements before its body runs. The first check
//! that decides is the last one. A failing check rejects the request.
use auth_core::require;
#[doc(hidden)]
///Requires: `any(role = "admin", check(post.author == subject))`
enum __RequireEditPost {}
impl ::auth_core::macro_support::Policy for __RequireEditPost {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::any(
        &[
            ::auth_core::macro_support::Rule::role("admin"),
            ::auth_core::macro_support::Rule::check(0, "post.author == subject"),
        ],
    );
}
#[allow(clippy::items_after_statements)]
/**
Requires: `any(role = "admin", check(post.author == subject))`*/
async fn edit_post(
    _guard: ::auth_core::macro_support::PendingGuard<__RequireEditPost>,
    Posted(post): Posted,
    Json(new): Json<Text>,
) -> ::auth_core::macro_support::CheckedResponse<Result<impl IntoResponse, Error>> {
    #![allow(clippy::needless_pass_by_value)]
    let mut pending = _guard;
    if pending.asks(0).is_some() {
        let answer = match pending.subject() {
            ::core::option::Option::Some(subject) => {
                async {
                    let holds: ::core::primitive::bool = post.author == subject;
                    ::auth_core::macro_support::Answer::Ok(holds)
                }
                    .await
            }
            ::core::option::Option::None => ::auth_core::macro_support::Answer::Ok(false),
        };
        pending.answer(0, answer);
    }
    if let ::core::result::Result::Err(rejection) = pending.settle() {
        return <::auth_core::macro_support::CheckedResponse<
            _,
        > as ::core::convert::From<_>>::from(::core::result::Result::Err(rejection));
    }
    <::auth_core::macro_support::CheckedResponse<
        _,
    > as ::core::convert::From<
        _,
    >>::from(
        ::core::result::Result::Ok(
            async move {
                if false {
                    return ::auth_core::macro_support::never::<Result<_, Error>>();
                }
                save(post, new).await?;
                Ok("saved")
            }
                .await,
        ),
    )
}
#[doc(hidden)]
///Requires: `all(scope = "teams:read", check(open), check(is_member(&identity, team)?))`
enum __RequireTeam {}
impl ::auth_core::macro_support::Policy for __RequireTeam {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(
        &[
            ::auth_core::macro_support::Rule::scope("teams:read"),
            ::auth_core::macro_support::Rule::check(0, "open"),
            ::auth_core::macro_support::Rule::check(1, "is_member(&identity, team)?"),
        ],
    );
}
#[allow(clippy::items_after_statements)]
/**
Requires: `all(scope = "teams:read", check(open), check(is_member(&identity, team)?))`*/
fn team(
    _guard: ::auth_core::macro_support::PendingGuard<__RequireTeam>,
    team: &str,
    open: bool,
) -> ::auth_core::macro_support::CheckedResponse<&str> {
    let mut pending = _guard;
    if pending.asks(0).is_some() {
        let answer = ::auth_core::macro_support::run(|| {
            let holds: ::core::primitive::bool = open;
            ::auth_core::macro_support::Answer::Ok(holds)
        });
        pending.answer(0, answer);
    }
    if let ::core::option::Option::Some(identity) = pending.asks(1) {
        let answer = ::auth_core::macro_support::run(|| {
            let holds: ::core::primitive::bool = is_member(&identity, team)?;
            ::auth_core::macro_support::Answer::Ok(holds)
        });
        pending.answer(1, answer);
    }
    if let ::core::result::Result::Err(rejection) = pending.settle() {
        return <::auth_core::macro_support::CheckedResponse<
            _,
        > as ::core::convert::From<_>>::from(::core::result::Result::Err(rejection));
    }
    <::auth_core::macro_support::CheckedResponse<
        _,
    > as ::core::convert::From<
        _,
    >>::from(
        ::core::result::Result::Ok(
            ::auth_core::macro_support::run(move || {
                if false {
                    return ::auth_core::macro_support::never::<&str>();
                }
                team
            }),
        ),
    )
}
