//! The order of layers in the guide of each framework, with the layers of its applications.

mod actix_web;
mod poem;
mod rocket;
mod salvo;
mod tonic;

use auth_core::{Auth, policy};
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

#[test]
fn rejected_preflight_warns_once_for_each_policy() {
    tests::layers::assert_preflights_warned(&frameworks::actix_web::ActixWeb);
    tests::layers::assert_preflights_warned(&frameworks::poem::Poem);
    tests::layers::assert_preflights_warned(&frameworks::rocket::Rocket);
    tests::layers::assert_preflights_warned(&frameworks::salvo::Salvo);
    tests::layers::assert_preflights_warned(&frameworks::tonic::Tonic);
}

fn auth() -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
}
