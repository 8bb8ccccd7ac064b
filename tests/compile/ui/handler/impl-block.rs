use auth_core::require;

struct Handler;

#[require(authenticated)]
impl Handler {
    fn call() {}
}

fn main() {}
