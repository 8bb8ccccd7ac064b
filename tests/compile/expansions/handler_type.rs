//! A framework's attribute below turns the function into a type. The last attribute of this crate
//! claims the guard for the type. The macro of the core is empty without such a framework.

use auth_core::require;

#[require(role = "admin")]
#[cfg(all())]
#[get("/users")]
async fn list() {}

#[require(authenticated)]
#[require(CanPublish)]
#[handler]
fn publish<T: Store>(store: Data<T>) {}
