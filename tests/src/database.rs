//! The database of the decision tables: grants for some callers, and callers that it rejects.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use auth_core::Identity;
use auth_core::auth::AuthBuilder;
use auth_core::authn::AuthenticationError;
use auth_core::identity::Additions;
use auth_core::policy::GrantsTable;

use crate::callers::CallerBook;

/// The issuer of the users in the database.
const USERS: &str = "https://issuer.example";

/// Adds the database for the callers of [`USERS`], with a grants table. Each query is counted.
pub(crate) fn added_to(
    builder: AuthBuilder,
    book: &CallerBook,
    queries: &Arc<AtomicUsize>,
) -> AuthBuilder {
    let (book, queries) = (book.clone(), Arc::clone(queries));
    let additions = move |caller: Identity| {
        queries.fetch_add(1, Ordering::SeqCst);
        let book = book.clone();
        async move {
            book.wait().await;
            look_up(&caller)
        }
    };
    let table = GrantsTable::new().role("editor", ["posts:edit"]);
    builder.user_issuer(USERS).enrich(additions).grants(table)
}

/// Some subjects stand for errors.
fn look_up(caller: &Identity) -> Result<Additions, AuthenticationError> {
    match caller.subject() {
        "closed-account" => Err(AuthenticationError::invalid("the account is closed")),
        "failing-database" => Err(AuthenticationError::unavailable_for(
            Duration::from_millis(6_001),
            "connection refused",
        )),
        "editor-by-database" => Ok(Additions::new().roles(["editor"]).groups(["staff"])),
        "permitted-by-database" => Ok(Additions::new().permissions(["posts:edit"])),
        _ => Ok(Additions::new()),
    }
}
