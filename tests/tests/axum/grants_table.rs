//! Grants tables: the permissions of roles, with hierarchies, in rules with strings and variants.

use auth_core::policy::GrantsTable;
use auth_core::testing::Callers;
use auth_core::{Auth, Identity, Permission, Role, policy};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use tower::ServiceExt as _;

#[derive(Clone, Copy, Debug, Role)]
enum Role {
    #[role(implies = [Editor])]
    Admin,
    Editor,
    Reader,
}

#[derive(Clone, Copy, Debug, Permission)]
enum Permission {
    #[permission("posts:edit", implies = [Read])]
    Edit,
    #[permission("posts:read")]
    Read,
}

policy! {
    TextEdit = permission = "posts:edit";
    TextRead = permission = "posts:read";
    TypedEdit = permission = Permission::Edit;
    TypedRead = permission = Permission::Read;
    OtherKinds = any(scope = "posts:edit", role = "posts:edit", group = "posts:edit");
}

/// Returns the caller with a role, as a handler sees it.
async fn caller(callers: &Callers, auth: &Auth, role: &str) -> Identity {
    let identity = Identity::builder(Callers::ISSUER, "alice").role(role).build().unwrap();
    let token = callers.token(&identity);
    let (send, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |identity: Identity| async move { send.send(identity).unwrap() };
    let router: Router = Router::new().route("/", get(handler)).layer(auth.clone());
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    seen.recv().await.unwrap()
}

/// Returns the policies that let the caller with a role in.
async fn allowed(auth: impl Fn(auth_core::auth::AuthBuilder) -> Auth, role: &str) -> [bool; 5] {
    let callers = Callers::new();
    let auth = auth(Auth::builder().authenticator(callers.clone()));
    let caller = caller(&callers, &auth, role).await;
    assert_eq!(caller.has_permission("posts:edit"), caller.allows::<TextEdit>());
    assert_eq!(caller.permissions().count(), 0, "the table is copied");
    [
        caller.allows::<TextEdit>(),
        caller.allows::<TypedEdit>(),
        caller.allows::<TextRead>(),
        caller.allows::<TypedRead>(),
        caller.allows::<OtherKinds>(),
    ]
}

#[tokio::test]
async fn rules_on_string_and_variant_agree() {
    let typed = || GrantsTable::new().role(Role::Editor, [Permission::Edit]);
    let strings = || GrantsTable::new().role("editor", ["posts:edit"]);
    for role in [Role::Admin, Role::Editor, Role::Reader] {
        let edits = !matches!(role, Role::Reader);
        // The variants bring their hierarchies along, except to a rule with a string.
        let by_type = allowed(|auth| auth.grants(typed()).build().unwrap(), role.as_str()).await;
        assert_eq!(by_type, [edits, edits, false, edits, false], "{role:?}");
        let registered = |auth: auth_core::auth::AuthBuilder| {
            auth.grants(strings()).hierarchy::<Role>().hierarchy::<Permission>().build().unwrap()
        };
        let by_hierarchy = allowed(registered, role.as_str()).await;
        assert_eq!(by_hierarchy, [edits, edits, edits, edits, false], "{role:?}");
        let unregistered = allowed(|auth| auth.grants(strings()).build().unwrap(), role.as_str());
        let is_editor = matches!(role, Role::Editor);
        let expected = [is_editor, is_editor, false, is_editor, false];
        assert_eq!(unregistered.await, expected, "{role:?}");
    }
}

#[tokio::test]
async fn tables_of_one_issuer_count_together() {
    let two = |auth: auth_core::auth::AuthBuilder| {
        let edit = GrantsTable::new().role("editor", ["posts:edit"]);
        auth.grants(GrantsTable::new().role("editor", ["posts:read"])).grants(edit).build().unwrap()
    };
    assert_eq!(allowed(two, "editor").await, [true, true, true, true, false]);
}

#[test]
fn empty_names_are_no_grants() {
    let table = GrantsTable::new().role("", ["a"]).role("r", ["", "b"]).role("r", ["b", "c"]);
    assert_eq!(table.permissions("r"), ["b", "c"]);
    assert!(table.permissions("").is_empty() && table.roles("").is_empty());
    assert_eq!(format!("{table:?}"), r#"{"b": ["r"], "c": ["r"]}"#);
}
