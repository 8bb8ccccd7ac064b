use auth_core::require;

#[require(authenticated)]
extern "C" fn handler() {}

fn main() {}
