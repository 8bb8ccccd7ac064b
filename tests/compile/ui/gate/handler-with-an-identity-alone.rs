use auth_core::Identity;
use auth_core::access::guarded;

async fn whoami(identity: Identity) -> String {
    identity.subject().to_owned()
}

fn main() {
    let _ = guarded(whoami);
}
