//! Fairings of rocket beside `Auth`, and the launch.

use rocket::fairing::AdHoc;
use rocket::local::blocking::Client;
use rocket::{Build, Rocket, Route, routes};
use tests::log::Log;

use super::answers::{maybe, option, own_401, returned};
use super::order::twice;
use super::{CHALLENGE, admin, auth, bare, client, get_as};

#[test]
fn fairing_before_auth_cannot_strip_the_challenge() {
    let strips = AdHoc::on_response("strips", |_, response| {
        Box::pin(async move {
            response.remove_header("www-authenticate");
            response.set_raw_header("cache-control", "public");
        })
    });
    let client = client(bare().mount("/", routes![admin]).attach(strips).attach(auth()));
    let refused = get_as(&client, "/admin", None);
    assert_eq!(
        (refused.challenge, refused.caching.as_deref()),
        (vec![CHALLENGE.to_owned()], Some("no-store"))
    );
}

#[test]
fn two_auths_or_guards_without_auth_do_not_launch() {
    let launches = |rocket: Rocket<Build>| {
        let log = Log::default();
        let launches = log.collect(|| {
            Client::untracked(rocket).map_err(|error| error.kind().to_string()).is_ok()
        });
        (launches, log.events())
    };
    assert!(launches(bare().mount("/", routes![admin]).attach(auth())).0);
    let (is_up, events) = launches(bare().mount("/", routes![admin]).attach(auth()).attach(auth()));
    assert!(!is_up && events.iter().any(|event| event.contains("a second `Auth`")), "{events:?}");
    let without: [Vec<Route>; 5] =
        [routes![admin], routes![option], routes![maybe], routes![returned], routes![twice]];
    for routes in without {
        let name = format!("{routes:?}");
        assert!(!launches(bare().mount("/", routes)).0, "{name}");
    }
    assert!(launches(bare().mount("/", routes![own_401])).0);
}
