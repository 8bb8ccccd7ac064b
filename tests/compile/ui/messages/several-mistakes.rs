use auth_core::require;

#[require(
    rol = "admin",
    scope = "",
    any(role = 7, not(CanPublish), group = "staff" | "staff"),
    permission = "posts:edit" group = "staff",
    authenticated,
    crate = auth,
)]
async fn delete_user() {}

fn main() {}
