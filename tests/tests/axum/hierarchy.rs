//! Registered hierarchies: rules with strings, rules with variants and `allows` agree.

use std::sync::{Arc, Mutex};

use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::policy::Hierarchy as _;
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity, Role, Scope, policy};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use tower::ServiceExt as _;

#[derive(Clone, Copy, Debug, Role)]
enum Role {
    #[role(implies = [Editor, Auditor])]
    Admin,
    #[role("content-editor", implies = [Viewer])]
    Editor,
    Auditor,
    Viewer,
}

#[derive(Clone, Copy, Debug, Scope)]
enum Scope {
    #[scope("posts:all", implies = [Write])]
    All,
    #[scope("posts:write")]
    Write,
}

/// The names of [`Role`], and for each one the names that imply it.
const ROLES: [(&str, &[&str]); 4] = [
    ("admin", &["admin"]),
    ("content-editor", &["content-editor", "admin"]),
    ("auditor", &["auditor", "admin"]),
    ("viewer", &["viewer", "content-editor", "admin"]),
];

policy! {
    TextAdmin = role = "admin";
    TextEditor = role = "content-editor";
    TextAuditor = role = "auditor";
    TextViewer = role = "viewer";
    TypedAdmin = role = Role::Admin;
    TypedEditor = role = Role::Editor;
    TypedAuditor = role = Role::Auditor;
    TypedViewer = role = Role::Viewer;
    Mixed = role = Role::Auditor | "viewer";
    Either = role = "auditor" | "viewer";
    TextWrite = scope = "posts:write";
    OtherKind = group = "viewer";
}

/// Takes `ROLE,ROLE` or `scope:SCOPE` for a token.
#[derive(Debug)]
struct Named;

impl Authenticator for Named {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let mut identity = Identity::builder("https://issuer.example", "alice");
        for name in credentials.token().split('~').filter(|name| *name != "-") {
            identity = identity.role(name.replace('_', ":")).scope(name.replace('_', ":"));
        }
        MaybeReady::ready(Ok(identity.build().unwrap()))
    }
}

/// Returns the caller of a token.
async fn caller(auth: Auth, token: &str) -> Identity {
    let seen = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&seen);
    let handler = move |identity: Identity| async move { *keep.lock().unwrap() = Some(identity) };
    let router: Router = Router::new().route("/", get(handler)).layer(auth);
    let request = Request::get("/").header("authorization", format!("Bearer {token}"));
    assert_eq!(router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status(), 200);
    seen.lock().unwrap().take().unwrap()
}

fn with_hierarchies() -> Auth {
    Auth::builder().authenticator(Named).hierarchy::<Role>().hierarchy::<Scope>().build().unwrap()
}

/// All sets of the names of [`Role`] and two of which it knows nothing.
fn sets() -> Vec<Vec<&'static str>> {
    let names = ["admin", "content-editor", "auditor", "viewer", "guest", "Admin"];
    let held = |set: u32| move |(index, _): &(usize, &&str)| set >> index & 1 == 1;
    (0..1_u32 << names.len())
        .map(|set| names.iter().enumerate().filter(held(set)).map(|(_, name)| *name).collect())
        .collect()
}

#[tokio::test]
async fn rules_on_string_and_variant_agree() {
    for set in sets() {
        let token = if set.is_empty() { "-".to_owned() } else { set.join("~") };
        let caller = caller(with_hierarchies(), &token).await;
        let expected = ROLES.map(|(_, implying)| implying.iter().any(|name| set.contains(name)));
        let text = [
            caller.allows::<TextAdmin>(),
            caller.allows::<TextEditor>(),
            caller.allows::<TextAuditor>(),
            caller.allows::<TextViewer>(),
        ];
        let typed = [
            caller.allows::<TypedAdmin>(),
            caller.allows::<TypedEditor>(),
            caller.allows::<TypedAuditor>(),
            caller.allows::<TypedViewer>(),
        ];
        let asked = ROLES.map(|(name, _)| caller.has_role(name));
        assert_eq!((text, typed, asked), (expected, expected, expected), "{set:?}");
        let either = expected[2] || expected[3];
        assert_eq!(
            (caller.allows::<Mixed>(), caller.allows::<Either>()),
            (either, either),
            "{set:?}"
        );
        assert!(!caller.allows::<OtherKind>() && !caller.has_group("viewer"), "{set:?}");
        assert_eq!(caller.has_role("guest"), set.contains(&"guest"), "{set:?}");
        // The identity still says what the issuer wrote.
        assert_eq!(caller.roles().collect::<Vec<_>>(), set, "{set:?}");
    }
}

#[tokio::test]
async fn implied_scope_satisfies_a_rule_on_a_string() {
    let all = caller(with_hierarchies(), "posts_all").await;
    assert!(all.allows::<TextWrite>() && all.has_scope("posts:write"));
    let read = caller(with_hierarchies(), "posts_read").await;
    assert!(!read.allows::<TextWrite>() && !read.has_scope("posts:write"));
}

#[tokio::test]
async fn unregistered_hierarchy_has_no_implications() {
    let admin = caller(Auth::new(Named), "admin").await;
    assert!(
        !admin.allows::<TextEditor>() && !admin.has_role("viewer") && admin.allows::<TypedViewer>()
    );
    let by_hand =
        Identity::builder("https://issuer.example", "alice").role("admin").build().unwrap();
    assert!(!by_hand.allows::<TextEditor>() && by_hand.allows::<TypedEditor>());
}

#[test]
fn implies_lists_the_implied_variants() {
    let all = [Role::Admin, Role::Editor, Role::Auditor, Role::Viewer];
    for granted in all {
        for (asked, (_, implying)) in all.iter().zip(ROLES) {
            assert_eq!(
                granted.implies(asked),
                implying.contains(&granted.as_str()),
                "{granted:?} {asked:?}"
            );
        }
    }
    assert!(Scope::All.implies(&Scope::Write) && !Scope::Write.implies(&Scope::All));
}
