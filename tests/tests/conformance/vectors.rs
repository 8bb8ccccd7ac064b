//! The decision tables on axum, with a ready authenticator and with a pending one.

use tests::callers::Pace;
use tests::drivers::Driver;
use tests::drivers::axum::Axum;
use tests::vectors::Table;

fn run(driver: &impl Driver) {
    let table = Table::load();
    assert!(table.len() > 60, "only {} cases: are the tables there?", table.len());
    table.assert_covers(driver);
    for pace in [Pace::AtOnce, Pace::Later] {
        table.run(driver, pace);
    }
}

#[test]
fn axum_responds_as_the_tables_state() {
    run(&Axum);
}
