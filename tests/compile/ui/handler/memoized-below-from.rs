use auth_core::{Identity, Rejection, require};
// Stands in for that of a crate that memoizes.
use tracing::instrument as cached;

#[require(role = "admin", from = caller)]
#[cached(skip_all)]
fn report(caller: Identity, id: u64) -> Result<String, Rejection> {
    Ok(format!("report {id} for {}", caller.subject()))
}

fn main() {}
