use auth_core::require;

#[require(role = "admin")]
fn delete() {
    let _ = _guard;
}

fn main() {}
