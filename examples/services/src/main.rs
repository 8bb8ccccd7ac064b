//! Guards without a web framework: on methods, in traits, and as proofs. Prints the methods that
//! each caller may use.

mod context;
mod error;
mod mail;
mod posts;

use std::error::Error as StdError;

use auth_core::Identity;

use crate::context::Context;
use crate::error::Error;
use crate::mail::{Mail, Outbox};
use crate::posts::Posts;

/// Returns the callers. A server authenticates them from its requests.
fn callers() -> Result<[Identity; 4], auth_core::identity::IdentityError> {
    let caller = |name: &str| Identity::builder("https://issuer.example", name).as_user();
    Ok([
        caller("ada").role("admin").build()?,
        caller("edith").role("editor").scope("posts:write").scope("mail:send").build()?,
        caller("edgar").role("editor").build()?,
        caller("victor").role("viewer").build()?,
    ])
}

/// Calls each service, and returns the results with a title.
async fn tries(caller: &Identity) -> Result<[(&'static str, Result<(), Error>); 6], Error> {
    let mut posts = Posts::default();
    let ours = posts.add(caller.subject(), "Ours");
    let theirs = posts.add("somebody", "Theirs");
    let context = Context { user: caller.clone(), locale: "en" };
    Ok([
        ("read", posts.titles(caller).map(drop)),
        ("publish", posts.publish(caller, "News").map(drop)),
        ("archive", posts.archive_as(caller, theirs)),
        ("mail", Outbox::default().send(&context, "Hello").await),
        ("delete one's own", posts.delete(caller, ours).await.map(drop)),
        ("delete another's", posts.delete(caller, theirs).await.map(drop)),
    ])
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    for caller in callers()? {
        println!("{}", caller.subject());
        for (title, outcome) in tries(&caller).await? {
            match outcome {
                Ok(()) => println!("  {title:<17} yes"),
                Err(error) => println!("  {title:<17} no: {error}"),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_caller_may_use_the_granted_methods() -> Result<(), Box<dyn StdError>> {
        let expected = [
            // read, publish, archive, mail, delete the own post, delete another's
            ("ada", [true, true, true, false, true, true]),
            ("edith", [true, true, true, true, true, false]),
            ("edgar", [true, false, false, false, true, false]),
            ("victor", [true, false, false, false, true, false]),
        ];
        for (caller, (name, may)) in callers()?.iter().zip(expected) {
            assert_eq!(caller.subject(), name);
            assert_eq!(tries(caller).await?.map(|(_, outcome)| outcome.is_ok()), may, "{name}");
        }
        Ok(())
    }
}
