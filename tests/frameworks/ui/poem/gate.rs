use auth_core::access::guarded;
use auth_core::require;
use poem::web::Data;
use poem::{Route, get, handler};

// Handlers without an attribute. What to write: `#[require(…)]` or `#[public("reason")]` above `#[handler]`.
#[handler]
async fn open() -> &'static str {
    "in"
}

#[handler]
async fn generic<T: Clone + Send + Sync + 'static>(store: Data<&T>) -> &'static str {
    let _ = store;
    "in"
}

#[handler]
async fn late() -> &'static str {
    "in"
}

mod admin {
    use super::*;

    // Another handler of the same name: its attribute is not that of the handler above.
    #[require(role = "admin")]
    #[handler]
    pub(super) async fn late() -> &'static str {
        "in"
    }
}

fn main() {
    let _ = Route::new()
        .at("/open", get(guarded(open)))
        .at("/generic", get(guarded(generic::<u8>::default())))
        .at("/late", get(guarded(late)).post(guarded(admin::late)));
}
