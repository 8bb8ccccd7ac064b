//! Every form that a rule can take.
#![deny(warnings)]

use auth_core::{Group, Guard, Permission, Role, Scope, policy, public, require};

mod policies {
    auth_core::policy! {
        /// Editors who may write, and every admin.
        pub(crate) CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
        pub(crate) Staff = group = "staff" | "contractors";
    }
}
use policies::CanPublish;

policy! {
    crate = ::auth_core;

    #[derive(Clone, Copy, Debug, PartialEq)]
    CanBill = role = "accountant", permission = "bills:write", policies::Staff,;
    Known = authenticated;
    AllTheSame = all(role = "a", role = "b");
}

#[require(authenticated)]
async fn authenticated() {}

#[require(role = "admin")]
async fn role() {}

#[require(role = "admin" | r"editor" | r#"Content "Editor""#)]
async fn either() {}

#[require(role = "editor", scope = "posts:write")]
async fn both() {}

#[require(permission = "posts:edit", group = "staff")]
async fn permission_and_group() {}

#[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
async fn nested() {}

#[require(CanPublish)]
async fn named() {}

#[require(crate::accepted::language::policies::CanPublish)]
async fn named_by_path() {}

#[require(any(CanBill, self::policies::Staff, role = "admin"))]
async fn named_among_others() {}

#[require(scope = "posts:read", scope = "posts:write")]
async fn two_scopes() {}

#[derive(Role)]
enum Role {
    #[role(implies = [Editor])]
    Admin,
    #[role("content-editor", implies = [Viewer])]
    Editor,
    Viewer,
}

#[derive(Scope)]
enum Scope {
    #[scope("posts:write")]
    Write,
}

#[derive(Permission)]
#[permission(rename_all = "kebab-case")]
enum Permission {
    EditPosts,
}

#[derive(Group)]
enum Group {
    Staff,
}

const EDITOR: Role = Role::Editor;

#[require(role = Role::Admin)]
async fn typed() {}

#[require(role = EDITOR, scope = Scope::Write | "posts:all", permission = Permission::EditPosts, group = self::Group::Staff)]
async fn typed_of_each_kind() {}

#[require(issuer = "https://staff.example" | "https://partners.example")]
async fn issuer() {}

#[require(role = "admin", acr = "urn:example:mfa", max_age = "15m")]
async fn step_up() {}

#[require(ip = "10.0.0.0/8" | "fd00::/8" | "192.0.2.1")]
async fn address() {}

#[require(claim.department == "finance", claim.level >= 3, claim.teams contains "blue")]
async fn claims() {}

#[require(claim["https://acme.example/tier"] == "gold", claim.address["postal code"].r#type == "home")]
async fn quoted_claims() {}

#[require(any(claim.a.type == true, -1.5 < claim.b["c d"].e, 1 >= claim.level, claim.f == 18446744073709551615))]
async fn nested_claims() {}

#[require(any(role = "admin", path.user_id == subject))]
async fn ownership() {}

#[require(claim.tenant == path.tenant)]
async fn tenant() {}

#[require(role = "admin", conceal)]
async fn concealed() {}

#[require(conceal, CanPublish)]
async fn concealed_by_name() {}

#[require(role = "admin", report_only)]
async fn observed() {}

#[require(CanPublish, report_only)]
#[require(authenticated)]
async fn observed_by_name_and_guarded() {}

#[public("liveness probe, no data")]
async fn health() {}

async fn by_hand(_proof: Guard<CanPublish>, _known: Guard<Known>, _same: Guard<AllTheSame>) {}

pub(super) fn main() {
    let _ = (authenticated, role, either, both, permission_and_group, nested);
    let _ = (named, named_by_path, named_among_others, two_scopes, health, by_hand);
    let _ = (
        typed,
        typed_of_each_kind,
        issuer,
        step_up,
        address,
        claims,
        quoted_claims,
        nested_claims,
        ownership,
        tenant,
    );
    let _ = (concealed, concealed_by_name, observed, observed_by_name_and_guarded);
    assert_eq!(CanBill, CanBill.clone());
}
