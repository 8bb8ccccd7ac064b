use auth_core::Role;

#[derive(Role)]
enum Role<T> {
    Admin,
    Viewer(std::marker::PhantomData<T>),
}

fn main() {}
