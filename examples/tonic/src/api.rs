//! The API: methods and their rules.

use auth_core::adapters::tonic::{MethodError, Methods};
use auth_core::{policy, require};
use tonic::{Request, Response, Status, Streaming};

use crate::generated::Blog;

policy! {
    /// Editors with write access, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));

    Admins = role = "admin";
    Known = authenticated;
    /// Only the address counts, not the token: the peer's, or behind trusted proxies the one that
    /// they name.
    FromHere = ip = "127.0.0.0/30" | "::1";
    Readers = role = "admin" | "editor" | "viewer";
}

/// Returns the rules of the methods. They are decided before the message is read. A method without
/// a rule is rejected.
pub(crate) fn methods() -> Result<Methods, MethodError> {
    auth_core::adapters::tonic::methods()
        .public("/blog.Blog/Health", "liveness probe, no data")
        .require::<Known>("/blog.Blog/Me")
        .require::<CanPublish>("/blog.Blog/Publish")
        .require::<Admins>("/blog.Blog/DeleteUser")
        .require::<Readers>("/blog.Blog/Import")
        .require::<FromHere>("/blog.Blog/Internal")
        .build()
}

/// The posts of a blog.
#[derive(Debug)]
pub(crate) struct Posts;

#[tonic::async_trait]
impl Blog for Posts {
    async fn health(&self, _request: Request<String>) -> Result<Response<String>, Status> {
        Ok(Response::new("ok".to_owned()))
    }

    async fn me(&self, request: Request<String>) -> Result<Response<String>, Status> {
        let identity = auth_core::adapters::tonic::identity(&request).await?;
        Ok(Response::new(format!("You are {} of {}", identity.subject(), identity.issuer())))
    }

    async fn publish(&self, request: Request<String>) -> Result<Response<String>, Status> {
        Ok(Response::new(format!("Published {}", request.into_inner())))
    }

    async fn delete_user(&self, request: Request<String>) -> Result<Response<String>, Status> {
        let number: Result<u64, _> = request.into_inner().parse();
        let number = number.map_err(|_| Status::invalid_argument("no number"))?;
        Ok(Response::new(format!("Deleted user {number}")))
    }

    /// The layer requires a reader. This attribute requires `CanPublish`, too, before the stream is
    /// read.
    #[require(CanPublish, from = request)]
    async fn import(
        &self,
        request: Request<Streaming<String>>,
    ) -> Result<Response<String>, Status> {
        let mut posts = request.into_inner();
        let mut count = 0_usize;
        while posts.message().await?.is_some() {
            count += 1;
        }
        Ok(Response::new(format!("Imported {count}")))
    }

    async fn internal(&self, _request: Request<String>) -> Result<Response<String>, Status> {
        Ok(Response::new("metrics".to_owned()))
    }

    async fn forgotten(&self, _request: Request<String>) -> Result<Response<String>, Status> {
        Ok(Response::new("nobody listed this method".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    //! To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p tonic-api`

    use super::{MethodError, methods};

    #[test]
    fn methods_are_reviewed() -> Result<(), MethodError> {
        methods()?.report().assert_snapshot("access.txt");
        Ok(())
    }
}
