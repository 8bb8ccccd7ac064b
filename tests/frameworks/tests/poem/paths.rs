//! Path parameters of poem: a rule compares the value that `Path` gets.

use auth_core::require;
use poem::web::Path;
use poem::{EndpointExt as _, Route, handler};

use super::{auth, logged, send, text};

#[test]
fn path_parameter_is_compared_as_path_sees_it() {
    #[require(claim.tenant == path.name)]
    #[handler]
    fn compared(Path(name): Path<String>) -> String {
        name
    }
    let app = Route::new()
        .at("/t/:name", compared)
        .at("/rest/*name", compared)
        .at("/digits/:name<\\d+>", compared)
        .with(auth());
    // The tenant of `slash-tenant` is `a/b`, that of `plus-tenant` is `+7`, that of
    // `almost-finance` is `007`.
    let allowed = [
        ("/t/a%2Fb", "slash-tenant", "a/b"),
        ("/rest/a/b", "slash-tenant", "a/b"),
        ("/t/+7", "plus-tenant", "+7"),
        ("/t/%2B7", "plus-tenant", "+7"),
        ("/t/007", "almost-finance", "007"),
        ("/digits/007", "almost-finance", "007"),
    ];
    for (path, token, seen) in allowed {
        let (body, _) = logged(text(&app, path, Some(token)));
        assert_eq!(body, seen, "{path}");
    }
    for (path, token) in
        [("/t/7", "plus-tenant"), ("/t/7", "almost-finance"), ("/t/a%252Fb", "slash-tenant")]
    {
        let (response, _) = logged(send(&app, path, Some(token)));
        assert_eq!(response.status(), 403, "{path} {token}");
    }
    let (response, events) = logged(send(&app, "/t/%ff", Some("finance")));
    assert_eq!(response.status(), 403);
    // A client's mistake rings no alarm.
    assert!(events.len() == 1 && events[0].contains("INFO"), "{events:?}");
}
