//! The API: which method needs what.

use auth_core::adapters::tonic::{MethodError, Methods};
use auth_core::{policy, require};
use tonic::{Request, Response, Status, Streaming};

use crate::generated::Blog;

policy! {
    /// Editors who may write, and every admin.
    CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));

    Admins = role = "admin";
    Known = authenticated;
    /// The address counts, and no token: of the client, behind trusted proxies of the one that they name.
    FromHere = ip = "127.0.0.0/30" | "::1";
    Readers = role = "admin" | "editor" | "viewer";
}

/// Decided by the name of the method, before anything of the message is read. What is not listed is refused.
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

    /// Readers may call it, says the layer; here stands that they must be able to publish, too. Nothing of the stream is read before.
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
