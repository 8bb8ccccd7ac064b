//! The gate for routes of utoipa-axum.

/// Returns the routes of utoipa-axum's `routes!`, for its `OpenApiRouter`. A handler without
/// `#[require(…)]` or `#[public("reason")]` does not compile in it.
///
/// ```ignore
/// use auth_core::axum::openapi_routes;
/// use auth_core::require;
/// use utoipa_axum::router::OpenApiRouter;
///
/// #[require(role = "admin")]
/// #[utoipa::path(delete, path = "/users/{id}")]
/// async fn delete_user() {}
///
/// let router: OpenApiRouter = OpenApiRouter::new().routes(openapi_routes!(delete_user));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __openapi_routes {
    (@check $($handler:expr),+ $(,)?) => {
        $(let _ = $crate::access::guarded($handler);)+
    };
    // utoipa-axum's macro gets the tokens as they were written.
    ($($handlers:tt)+) => {{
        $crate::adapters::axum::openapi_routes!(@check $($handlers)+);
        ::utoipa_axum::routes!($($handlers)+)
    }};
}
