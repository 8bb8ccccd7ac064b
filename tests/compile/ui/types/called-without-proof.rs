use auth_core::require;

#[require(role = "admin")]
fn delete(id: u64) -> u64 {
    id
}

fn main() {
    let _ = delete(7);
}
