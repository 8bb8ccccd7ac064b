//! The decision tables on each framework, with a ready authenticator and with a pending one.

use tests::callers::Pace;
use tests::drivers::Driver;
use tests::vectors::Table;

fn run(driver: &impl Driver) {
    let table = Table::load();
    table.assert_covers(driver);
    for pace in [Pace::AtOnce, Pace::Later] {
        table.run(driver, pace);
    }
}

#[test]
fn actix_web_responds_as_the_tables_state() {
    run(&frameworks::actix_web::ActixWeb);
}

#[test]
fn poem_responds_as_the_tables_state() {
    run(&frameworks::poem::Poem);
}

#[test]
fn salvo_responds_as_the_tables_state() {
    run(&frameworks::salvo::Salvo);
}

#[test]
fn rocket_responds_as_the_tables_state() {
    run(&frameworks::rocket::Rocket);
}

#[test]
fn tonic_responds_as_the_tables_state() {
    run(&frameworks::tonic::Tonic);
}

#[test]
fn group_guards_respond_as_the_tables_state() {
    let table = Table::load();
    table.run(&frameworks::actix_web::ActixWebGroups, Pace::Later);
    table.run(&frameworks::poem::PoemGroups, Pace::Later);
    table.run(&frameworks::salvo::SalvoGroups, Pace::Later);
    table.run(&frameworks::rocket::RocketGroups, Pace::Later);
}

#[test]
fn on_rejection_of_each_framework_gets_the_request() {
    tests::wording::run(&frameworks::actix_web::ActixWeb);
    tests::wording::run(&frameworks::poem::Poem);
    tests::wording::run(&frameworks::rocket::Rocket);
    tests::wording::run(&frameworks::salvo::Salvo);
}

#[test]
fn hostile_requests_write_one_line_each() {
    tests::flood::run(&frameworks::actix_web::ActixWeb);
    tests::flood::run(&frameworks::poem::Poem);
    tests::flood::run(&frameworks::rocket::Rocket);
    tests::flood::run(&frameworks::salvo::Salvo);
    tests::flood::run(&frameworks::tonic::Tonic);
}

#[test]
fn path_that_is_not_utf8_is_no_error() {
    tests::flood::send_a_broken_path(&frameworks::actix_web::ActixWeb);
    tests::flood::send_a_broken_path(&frameworks::poem::Poem);
    tests::flood::send_a_broken_path(&frameworks::rocket::Rocket);
    tests::flood::send_a_broken_path(&frameworks::salvo::Salvo);
}
