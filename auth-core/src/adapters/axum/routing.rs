//! The functions of `axum::routing` for guarded handlers only: see
//! [`Router`](crate::adapters::axum::Router).

use axum::handler::Handler;
pub use axum::routing::MethodFilter;

use crate::access::Guarded;
pub use crate::adapters::axum::method_router::MethodRouter;

macro_rules! functions {
    ($($name:ident $method:literal)*) => {$(
        #[doc = concat!("Routes `", $method, "` requests to a guarded handler.")]
        #[track_caller]
        pub fn $name<H, A, T, S>(handler: H) -> MethodRouter<S>
        where
            H: Guarded<A> + Handler<T, S>,
            T: 'static,
            S: Clone + Send + Sync + 'static,
        {
            MethodRouter::new().$name(handler)
        }
    )*};
}

functions! {
    connect "CONNECT"
    delete "DELETE"
    get "GET"
    head "HEAD"
    options "OPTIONS"
    patch "PATCH"
    post "POST"
    put "PUT"
    trace "TRACE"
}

/// Routes requests with the methods of `filter` to a guarded handler.
#[track_caller]
pub fn on<H, A, T, S>(filter: MethodFilter, handler: H) -> MethodRouter<S>
where
    H: Guarded<A> + Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::new().on(filter, handler)
}

/// Routes requests with any method to a guarded handler.
#[track_caller]
pub fn any<H, A, T, S>(handler: H) -> MethodRouter<S>
where
    H: Guarded<A> + Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::any(handler)
}
