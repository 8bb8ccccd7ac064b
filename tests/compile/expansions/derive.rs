//! The variants of an enum as roles: their names, and who satisfies them.

use auth_core::Role;

#[derive(Role)]
pub enum Role {
    #[role(implies = [Editor])]
    Admin,
    #[role("content-editor", implies = [Viewer])]
    Editor,
    Viewer,
}
