//! The rules that the decision tables name. Each framework's driver makes a guarded handler of every one of them.

auth_core::policy! {
    /// Editors who may write, and every admin.
    pub CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));

    /// Nobody but the staff's admins; the comma is `all`.
    pub StaffAdmin = group = "staff", role = "admin";
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
            trailing_comma: { role = "admin", scope = "posts:write", }
        }
    };
}
