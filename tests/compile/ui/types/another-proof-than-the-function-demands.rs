use auth_core::{Guard, Rejection, policy, require};

policy! {
    CanPublish = role = "editor";
    CanRead = authenticated;
}

#[require(scope = "posts:write", from = proof)]
fn publish(proof: &Guard<CanPublish>) -> Result<(), Rejection> {
    let _ = proof;
    Ok(())
}

fn read(proof: &Guard<CanRead>) {
    publish(proof).unwrap();
}

fn main() {}
