use auth_core::{Identity, Rejection, require};

struct Posts;

impl Posts {
    #[require(rol = "admin", from = identity)]
    fn delete(&self, identity: &Identity) -> Result<(), Rejection> {
        let _ = identity;
        Ok(())
    }
}

fn main() {}
