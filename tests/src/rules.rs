//! The rules of the decision tables. Each driver has a guarded handler for each of them.

auth_core::policy! {
    /// Editors with write access, and every admin.
    pub CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));

    /// Admins of the staff only. The comma is `all`.
    pub StaffAdmin = group = "staff", role = "admin";
}

/// Roles that imply one another.
#[derive(Clone, Copy, Debug, auth_core::Role)]
pub enum Role {
    /// Everything.
    #[role(implies = [Editor])]
    Admin,
    /// Writes and reads.
    #[role("content-editor", implies = [Viewer])]
    Editor,
    /// Reads.
    Viewer,
}

/// Scopes, one of which implies the other.
#[derive(Clone, Copy, Debug, auth_core::Scope)]
pub enum Scope {
    /// Both.
    #[scope("posts:all", implies = [Write])]
    All,
    /// Writes.
    #[scope("posts:write")]
    Write,
}

/// Calls a macro with every rule: `name: { rule }`.
#[macro_export]
macro_rules! each_rule {
    ($callback:ident) => {
        $callback! {
            known: { authenticated }
            admin: { role = "admin" }
            either_role: { role = "admin" | "editor" }
            scope: { scope = "posts:write" }
            either_scope: { scope = "posts:write" | "posts:all" }
            two_scopes: { scope = "posts:read", scope = "posts:write" }
            permission: { permission = "posts:edit" }
            group: { group = "staff" }
            role_and_scope: { role = "editor", scope = "posts:write" }
            nested: { any(role = "admin", all(role = "editor", scope = "posts:write")) }
            mixed: { all(any(role = "a", role = "b"), any(role = "c", role = "d")) }
            scopes_or_role: { any(role = "admin", all(scope = "posts:read", scope = "posts:write")) }
            fewest_scopes: { any(all(scope = "a", scope = "b"), scope = "c") }
            first_of_equals: { any(scope = "b", scope = "a") }
            everything: { role = "admin", scope = "posts:write", permission = "posts:edit", group = "staff" }
            named: { $crate::rules::CanPublish }
            named_all: { $crate::rules::StaffAdmin }
            named_inside: { any($crate::rules::CanPublish, group = "press") }
            typed_admin: { role = $crate::rules::Role::Admin }
            typed_editor: { role = $crate::rules::Role::Editor }
            typed_viewer: { role = $crate::rules::Role::Viewer | "guest" }
            typed_scope: { scope = $crate::rules::Scope::Write }
            issuer: { issuer = "https://issuer.example" | "https://staff.example" }
            department: { claim.department == "finance" }
            level: { claim.level >= 3 }
            teams: { claim.teams contains "blue" }
            tier: { claim["https://acme.example/tier"] == "gold" }
            unit: { claim.org.unit == claim.home }
            own: { path.id == subject }
            own_or_admin: { any(role = "admin", path.id == subject) }
            tenant: { claim.tenant == path.id }
            intranet: { authenticated, ip = "10.0.0.0/8" | "fd00::/8" }
            intranet_only: { ip = "10.0.0.0/8" }
            intranet_or_admin: { any(ip = "10.0.0.0/8", role = "admin") }
            mfa: { acr = "mfa" | "hwk" }
            recent: { max_age = "15m" }
            step_up: { role = "admin", acr = "mfa", max_age = "15m" }
            step_up_and_scope: { scope = "posts:read", scope = "posts:write", acr = "mfa" }
            step_up_or_role: { any(role = "admin", acr = "mfa") }
            step_up_or_scope: { any(acr = "mfa", scope = "posts:write") }
            fewest_step_ups: { any(all(acr = "mfa", max_age = "15m"), acr = "hwk") }
            step_up_beside_role: { any(all(role = "root", max_age = "15m"), acr = "mfa") }
            concealed: { role = "admin", conceal }
            concealed_step_up: { acr = "mfa", conceal }
            trailing_comma: { role = "admin", scope = "posts:write", }
        }
    };
}
