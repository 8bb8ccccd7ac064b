//! Path parameters of salvo: a rule compares the value that the handler gets.

use auth_core::require;
use salvo::extract::PathParam;
use salvo::prelude::*;

use super::{auth, code, logged, send, text};

#[test]
fn path_parameter_is_compared_as_the_handler_sees_it() {
    #[require(claim.tenant == path.name)]
    #[handler]
    fn compared(name: PathParam<String>) -> String {
        name.into_inner()
    }
    let router = Router::new()
        .hoop(auth())
        .push(Router::with_path("t/{name}").goal(compared))
        .push(Router::with_path("rest/{**name}").goal(compared))
        .push(Router::with_path("digits/{name|[0-9]+}").goal(compared))
        .push(Router::with_path("twice/{name}").push(Router::with_path("{name}").goal(compared)))
        .push(Router::with_path("alike/{name2}").push(Router::with_path("{name}").goal(compared)))
        .push(Router::with_path("dash/{name-2}/{name}").goal(compared))
        .push(Router::with_path("dot/{name.2|[0-9]+}/{name:num}").goal(compared))
        .push(Router::with_path("blank/{name 2}/{**name}").goal(compared))
        .push(
            Router::with_path("kinds/{name:num}")
                .push(Router::with_path("{name|[0-9]+}").goal(compared)),
        )
        .push(Router::with_path("tail/{name}").push(Router::with_path("{**name}").goal(compared)));
    let service = Service::new(router);
    // The tenant of `slash-tenant` is `a/b`, that of `plus-tenant` is `+7`, that of
    // `almost-finance` is `007`.
    let allowed = [
        ("/t/a%2Fb", "slash-tenant", "a/b"),
        ("/rest/a/b", "slash-tenant", "a/b"),
        ("/t/+7", "plus-tenant", "+7"),
        ("/t/%2B7", "plus-tenant", "+7"),
        ("/t/007", "almost-finance", "007"),
        ("/digits/007", "almost-finance", "007"),
        ("/alike/7/007", "almost-finance", "007"),
        ("/dash/7/007", "almost-finance", "007"),
        ("/dot/7/007", "almost-finance", "007"),
        ("/blank/7/007", "almost-finance", "007"),
    ];
    for (path, token, seen) in allowed {
        let (response, events) = logged(send(&service, path, Some(token)));
        assert_eq!(logged(text(response)).0, seen, "{path} {events:?}");
    }
    for (path, token) in [
        ("/t/7", "plus-tenant"),
        ("/t/7", "almost-finance"),
        ("/t/a%252Fb", "slash-tenant"),
        ("/twice/7/007", "almost-finance"),
        ("/twice/007/007", "almost-finance"),
        ("/kinds/7/007", "almost-finance"),
        ("/kinds/007/007", "almost-finance"),
        ("/tail/7/007", "almost-finance"),
        ("/tail/007/007", "almost-finance"),
    ] {
        let (response, _) = logged(send(&service, path, Some(token)));
        assert_eq!(code(&response), 403, "{path} {token}");
    }
    let (response, events) = logged(send(&service, "/t/%ff", Some("finance")));
    assert_eq!(code(&response), 403);
    // A client's mistake rings no alarm.
    assert!(events.len() == 1 && events[0].contains("INFO"), "{events:?}");
}
