//! The variants of an enum as roles: their names, and the roles that satisfy each.

use auth_core::Role;

#[derive(Role)]
pub enum Role {
    #[role(implies = [Editor])]
    Admin,
    #[role("content-editor", implies = [Viewer])]
    Editor,
    Viewer,
}
