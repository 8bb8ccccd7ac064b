use auth_core::{Identity, Rejection, policy, require};

policy! { Inside = ip = "10.0.0.0/8"; }

#[require(any(role = "admin", Inside), from = identity)]
fn delete_post(identity: &Identity) -> Result<(), Rejection> {
    let _ = identity;
    Ok(())
}

fn main() {
    let identity = Identity::builder("https://issuer.example", "alice").build().unwrap();
    delete_post(&identity).unwrap();
}
