use auth_core::Scope;

#[derive(Scope)]
enum Scope {
    #[scope("posts write")]
    Write,
}

fn main() {}
