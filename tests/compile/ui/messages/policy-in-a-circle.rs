use auth_core::policy;

policy! {
    CanPublish = role = "editor", CanDelete;
    CanDelete = role = "admin", CanPublish;
}

fn decide(identity: &auth_core::Identity) -> bool {
    identity.check::<CanDelete>().is_ok()
}

fn main() {
    let _ = decide;
}
