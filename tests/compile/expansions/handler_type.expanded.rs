//! A framework's attribute below turns the function into a type. The last attribute of this crate
//! claims the guard for the type. The macro of the core is empty without such a framework.
use auth_core::require;
#[cfg(all())]
#[doc(hidden)]
///Requires: `role = "admin"`
enum __RequireList {}
#[cfg(all())]
impl ::auth_core::macro_support::Policy for __RequireList {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::role(
        "admin",
    );
}
#[cfg(all())]
#[get("/users")]
async fn list(_guard: ::auth_core::macro_support::Guard<__RequireList>) {}
::auth_core::macro_support::handler_type! {
    #[cfg(all())] [] list, ::auth_core::macro_support::Guard < __RequireList >
}
#[doc(hidden)]
///Requires: `authenticated`
enum __RequirePublish {}
impl ::auth_core::macro_support::Policy for __RequirePublish {
    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::authenticated();
}
#[handler]
fn publish<T: Store>(
    _guard: ::auth_core::macro_support::Guard<
        ::auth_core::macro_support::Stacked<
            __RequirePublish,
            ::auth_core::macro_support::Guard<CanPublish>,
        >,
    >,
    _guard2: ::auth_core::macro_support::Guard<CanPublish>,
    store: Data<T>,
) {}
::auth_core::macro_support::handler_type! {
    [T] publish < T >, ::auth_core::macro_support::Guard <
    ::auth_core::macro_support::Stacked < __RequirePublish,
    ::auth_core::macro_support::Guard < CanPublish > > >
}
