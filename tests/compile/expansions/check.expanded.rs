//! `check(…)`: what the rule's other requirements leave open is asked of the handler, before its body runs. A check that the
//! decision does not hang on is not made; one that fails refuses the request.
use auth_core::require;
#[doc(hidden)]
enum __RequireEditPost {}
impl ::auth_core::__private::Policy for __RequireEditPost {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::Any(
        &[
            ::auth_core::__private::Rule::Roles(&["admin"]),
            ::auth_core::__private::Rule::Check(0, "post.author == subject"),
        ],
    );
}
#[allow(clippy::items_after_statements)]
async fn edit_post(
    _guard: ::auth_core::__private::Undecided<__RequireEditPost>,
    Posted(post): Posted,
    Json(new): Json<Text>,
) -> ::auth_core::__private::Checked<Result<impl IntoResponse, Error>> {
    #![allow(clippy::needless_pass_by_value)]
    let mut undecided = _guard;
    if undecided.asks(0).is_some() {
        let answer = match undecided.subject() {
            ::core::option::Option::Some(subject) => {
                async {
                    let holds: ::core::primitive::bool = post.author == subject;
                    ::auth_core::__private::Answer::Ok(holds)
                }
                    .await
            }
            ::core::option::Option::None => ::auth_core::__private::Answer::Ok(false),
        };
        undecided.answer(0, answer);
    }
    if let ::core::result::Result::Err(rejection) = undecided.settle() {
        return <::auth_core::__private::Checked<
            _,
        > as ::core::convert::From<_>>::from(::core::result::Result::Err(rejection));
    }
    <::auth_core::__private::Checked<
        _,
    > as ::core::convert::From<
        _,
    >>::from(
        ::core::result::Result::Ok(
            async move {
                if false {
                    return ::auth_core::__private::never::<Result<_, Error>>();
                }
                save(post, new).await?;
                Ok("saved")
            }
                .await,
        ),
    )
}
#[doc(hidden)]
enum __RequireTeam {}
impl ::auth_core::__private::Policy for __RequireTeam {
    const RULE: ::auth_core::__private::Rule = ::auth_core::__private::Rule::All(
        &[
            ::auth_core::__private::Rule::Scopes(&["teams:read"]),
            ::auth_core::__private::Rule::Check(0, "open"),
            ::auth_core::__private::Rule::Check(1, "is_member(&identity, team)?"),
        ],
    );
}
#[allow(clippy::items_after_statements)]
fn team(
    _guard: ::auth_core::__private::Undecided<__RequireTeam>,
    team: &str,
    open: bool,
) -> ::auth_core::__private::Checked<&str> {
    let mut undecided = _guard;
    if undecided.asks(0).is_some() {
        let answer = ::auth_core::__private::run(|| {
            let holds: ::core::primitive::bool = open;
            ::auth_core::__private::Answer::Ok(holds)
        });
        undecided.answer(0, answer);
    }
    if let ::core::option::Option::Some(identity) = undecided.asks(1) {
        let answer = ::auth_core::__private::run(|| {
            let holds: ::core::primitive::bool = is_member(&identity, team)?;
            ::auth_core::__private::Answer::Ok(holds)
        });
        undecided.answer(1, answer);
    }
    if let ::core::result::Result::Err(rejection) = undecided.settle() {
        return <::auth_core::__private::Checked<
            _,
        > as ::core::convert::From<_>>::from(::core::result::Result::Err(rejection));
    }
    <::auth_core::__private::Checked<
        _,
    > as ::core::convert::From<
        _,
    >>::from(
        ::core::result::Result::Ok(
            ::auth_core::__private::run(move || {
                if false {
                    return ::auth_core::__private::never::<&str>();
                }
                team
            }),
        ),
    )
}
