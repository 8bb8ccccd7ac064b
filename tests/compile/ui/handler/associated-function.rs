use auth_core::require;

// The macro sees a function's tokens and not what surrounds them, so this one is the compiler's to refuse: no type can
// stand in an `impl`. What to write: name the rule with `policy!` above the `impl`, and its name in the attribute.
struct Posts;

impl Posts {
    #[require(role = "admin")]
    async fn delete(id: u64) -> u64 {
        id
    }
}

fn main() {}
