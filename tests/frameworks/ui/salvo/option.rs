use auth_core::Identity;
use salvo::prelude::*;

// An `Option<Identity>` would take bad credentials for none. What to write: `MaybeIdentity`.
#[handler]
async fn list(identity: Option<Identity>) -> &'static str {
    if identity.is_some() { "somebody" } else { "nobody" }
}

fn main() {}
