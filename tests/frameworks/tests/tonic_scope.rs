//! Names in an attribute on a method of tonic: they have the meaning of the place of the attribute.

#![allow(
    dead_code,
    unused_imports,
    reason = "each body defines names that nothing uses but, if the macro is wrong, the rule"
)]

use auth_core::{Identity, Role, policy, require};
use tonic::{Code, Request, Response, Status};

policy! { CanPurge = role = "admin"; }

#[derive(Role)]
enum Rank {
    Admin,
}

const LIMIT: u64 = 1;

fn may(_: &Identity) -> bool {
    false
}

/// Other items with these names, which allow every caller.
mod lax {
    use super::Identity;

    auth_core::policy! { pub(super) CanPurge = authenticated; }

    #[derive(auth_core::Role)]
    pub(super) enum Rank {
        #[role("user")]
        Admin,
    }

    pub(super) const LIMIT: u64 = 100;

    pub(super) fn may(_: &Identity) -> bool {
        true
    }
}

#[tonic::async_trait]
trait Purge {
    async fn policy(&self, request: Request<Identity>) -> Result<Response<()>, Status>;
    async fn value(&self, request: Request<Identity>) -> Result<Response<()>, Status>;
    async fn constant(&self, request: Request<Identity>) -> Result<Response<()>, Status>;
    async fn function(&self, request: Request<Identity>) -> Result<Response<()>, Status>;
}

struct Service;

#[tonic::async_trait]
impl Purge for Service {
    #[require(CanPurge, from = request.get_ref())]
    async fn policy(&self, request: Request<Identity>) -> Result<Response<()>, Status> {
        auth_core::policy! { CanPurge = authenticated; }
        drop(request);
        Ok(Response::new(()))
    }

    #[require(role = Rank::Admin, from = request.get_ref())]
    async fn value(&self, request: Request<Identity>) -> Result<Response<()>, Status> {
        use lax::*;
        drop(request);
        Ok(Response::new(()))
    }

    #[require(check(LIMIT > 7), from = request.get_ref())]
    async fn constant(&self, request: Request<Identity>) -> Result<Response<()>, Status> {
        const LIMIT: u64 = 100;
        drop(request);
        Ok(Response::new(()))
    }

    #[require(check(may(identity)), from = request.get_ref())]
    async fn function(&self, request: Request<Identity>) -> Result<Response<()>, Status> {
        use lax::*;
        drop(request);
        Ok(Response::new(()))
    }
}

#[tokio::test]
async fn name_in_the_attribute_ignores_the_body_of_a_method() {
    let user = Identity::builder("https://issuer.example", "alice").role("user").build().unwrap();
    let request = || Request::new(user.clone());
    for (name, result) in [
        ("policy", Service.policy(request()).await),
        ("value", Service.value(request()).await),
        ("constant", Service.constant(request()).await),
        ("function", Service.function(request()).await),
    ] {
        assert_eq!(result.map(drop).unwrap_err().code(), Code::PermissionDenied, "{name}");
    }
}
