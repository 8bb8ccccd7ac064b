use auth_core::require;

trait Service {
    #[require(authenticated)]
    fn delete(id: u64) -> u64;
}

fn main() {}
