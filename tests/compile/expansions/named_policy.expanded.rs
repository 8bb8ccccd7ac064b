//! The name of a policy alone needs no type of its own, so it may stand in an `impl` as well.
use auth_core::require;
/**
Requires: `CanPublish`*/
async fn publish(
    _guard: ::auth_core::macro_support::Guard<CanPublish>,
    Json(post): Json<Post>,
) {
    posts::publish(post).await;
}
impl Posts {
    pub async fn unpublish(
        _guard: ::auth_core::macro_support::Guard<crate::policies::CanPublish>,
        Path(id): Path<u64>,
    ) -> Result<Self, Error> {
        Posts::remove(id).await
    }
}
