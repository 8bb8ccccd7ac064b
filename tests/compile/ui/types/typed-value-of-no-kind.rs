use auth_core::require;

enum Color {
    Red,
}

#[require(role = Color::Red)]
async fn handler() {}

fn main() {}
