use auth_core::{Identity, Rejection, require};

trait Posts {
    #[require(role = "admin", from = identity)]
    fn delete(&self, identity: &Identity) -> Result<(), Rejection>;
}

fn main() {}
