use auth_core::require;

#[require("finance" == "finance")]
async fn handler() {}

fn main() {}
