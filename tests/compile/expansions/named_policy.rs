//! The name of a policy alone needs no type of its own, so it may stand in an `impl` as well.

use auth_core::require;

#[require(CanPublish)]
async fn publish(Json(post): Json<Post>) {
    posts::publish(post).await;
}

impl Posts {
    #[require(crate::policies::CanPublish)]
    pub async fn unpublish(Path(id): Path<u64>) -> Result<Self, Error> {
        Posts::remove(id).await
    }
}
