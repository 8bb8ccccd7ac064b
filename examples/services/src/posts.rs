//! Posts: methods that decide in their bodies, and one that takes the proof of a decision.

use std::collections::BTreeMap;

use auth_core::{Guard, Identity, policy, require};

use crate::error::Error;

policy! {
    /// Editors with write access, and every admin.
    pub(crate) CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
}

/// A post and its author.
#[derive(Debug)]
struct Post {
    author: String,
    title: String,
    archived: bool,
}

/// The store of all posts.
#[derive(Debug, Default)]
pub(crate) struct Posts(BTreeMap<usize, Post>);

impl Posts {
    /// Adds a post without a decision, for the setup of the example.
    pub(crate) fn add(&mut self, author: &str, title: &str) -> usize {
        let id = self.0.len();
        self.0.insert(
            id,
            Post { author: author.to_owned(), title: title.to_owned(), archived: false },
        );
        id
    }

    /// Returns the titles of the posts that are not archived.
    #[require(authenticated, from = caller)]
    pub(crate) fn titles(&self, caller: &Identity) -> Result<Vec<&str>, Error> {
        Ok(self.0.values().filter(|post| !post.archived).map(|post| &*post.title).collect())
    }

    /// Adds a post in the caller's name.
    #[require(CanPublish, from = caller)]
    pub(crate) fn publish(&mut self, caller: &Identity, title: &str) -> Result<usize, Error> {
        Ok(self.add(caller.subject(), title))
    }

    /// Deletes a post. Admins delete any post, users their own.
    #[require(any(role = "admin", check(self.author(id)? == subject)), from = caller)]
    pub(crate) async fn delete(&mut self, caller: &Identity, id: usize) -> Result<String, Error> {
        self.0.remove(&id).map(|post| post.title).ok_or(Error::NoSuchPost(id))
    }

    fn author(&self, id: usize) -> Result<&str, Error> {
        self.0.get(&id).map(|post| &*post.author).ok_or(Error::NoSuchPost(id))
    }

    /// Archives a post. The proof shows that the caller is allowed.
    pub(crate) fn archive(&mut self, _proof: &Guard<CanPublish>, id: usize) -> Result<(), Error> {
        self.0.get_mut(&id).ok_or(Error::NoSuchPost(id))?.archived = true;
        Ok(())
    }

    /// Obtains the proof and uses it.
    pub(crate) fn archive_as(&mut self, caller: &Identity, id: usize) -> Result<(), Error> {
        let proof = caller.check()?;
        self.archive(&proof, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editor() -> Identity {
        let editor = Identity::builder("https://test.example", "edith").as_user();
        editor.role("editor").scope("posts:write").build().unwrap()
    }

    #[test]
    fn proof_is_all_that_archiving_asks_for() -> Result<(), Box<dyn std::error::Error>> {
        let mut posts = Posts::default();
        let id = posts.add("ada", "Old");
        // A test obtains the proof like other code.
        posts.archive(&editor().check()?, id)?;
        assert!(posts.titles(&editor())?.is_empty());
        Ok(())
    }

    #[test]
    fn without_the_scope_there_is_no_proof_and_no_post() -> Result<(), Box<dyn std::error::Error>> {
        let mut posts = Posts::default();
        let idle = Identity::builder("https://test.example", "edgar").role("editor").build()?;
        assert_eq!(idle.check::<CanPublish>().unwrap_err().status(), 403);
        assert!(matches!(posts.publish(&idle, "News"), Err(Error::Refused(_))));
        assert!(posts.titles(&idle)?.is_empty());
        Ok(())
    }

    #[tokio::test]
    async fn failing_check_returns_503_and_admins_skip_it() {
        let (mut posts, nothing) = (Posts::default(), 7);
        let Err(Error::Refused(rejection)) = posts.delete(&editor(), nothing).await else {
            panic!("let in")
        };
        assert_eq!(rejection.status(), 503);
        let admin = Identity::builder("https://test.example", "ada").role("admin").build().unwrap();
        assert!(matches!(posts.delete(&admin, nothing).await, Err(Error::NoSuchPost(7))));
    }
}
