use auth_core::policy;

policy! {
    CanEdit = any(role = "admin", check(post.author == subject));
}

fn main() {}
