//! The routes and their rules are those in `access.txt`, which is reviewed.
//!
//! To accept a change: `ACCESS_SNAPSHOT=update cargo test -p quickstart --test access`

#[test]
fn routes_are_reviewed() {
    quickstart::routes().report().assert_snapshot("access.txt");
}
