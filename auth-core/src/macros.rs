//! The attributes, with documentation and examples.

/// Guards a handler with a rule.
///
/// The caller is authenticated and the rule is decided before any other argument of the handler is
/// extracted and before the body is read. A rejected request gets 401 or 403 with the right
/// challenges, or 503.
///
/// Guides: [rules](crate::guide::rules), [checks and services](crate::guide::checks_and_services),
/// [frameworks](crate::guide::frameworks), and [messages of the compiler](crate::guide::compile_errors).
///
/// ```
/// use auth_core::require;
///
/// #[require(role = "admin")]
/// async fn delete_user(id: u64) -> String {
///     format!("deleted {id}")
/// }
/// # let _ = delete_user;
/// ```
///
/// # Requirements
///
/// | requirement | met if |
/// |---|---|
/// | `authenticated` | the request has good credentials |
/// | `role = "admin"` | the caller has exactly that role; case-sensitive |
/// | `role = "admin" \| "editor"` | the caller has one of them |
/// | `scope = "posts:write"` | the token has that scope |
/// | `permission = "posts:edit"`, `group = "staff"` | the caller has that permission or group |
/// | `any(…, …)` | at least one of them is met |
/// | `all(…, …)` | all of them are met; the comma of the attribute means `all`, too |
/// | `role = Role::Admin` | the same for the variant of an enum: see [`Role`](derive@crate::Role) |
/// | `issuer = "https://staff.example"` | that issuer issued the credentials |
/// | `claim.department == "finance"` | the claim is that string, number or boolean; `claim["a b"]` for other names |
/// | `claim.level >= 3` | also `>`, `<=`, `<`; between numbers only |
/// | `claim.teams contains "blue"` | the claim is a list with that element |
/// | `path.user_id == subject` | the path parameter, as the handler's `Path` has it, is the caller's subject |
/// | `claim.tenant == path.tenant` | claim and path parameter are the same string; an integer claim equals its decimal (`42`, not `042`) |
/// | `ip = "10.0.0.0/8" \| "fd00::/8"` | the client's address: see [`trusted_proxies`](crate::auth::AuthBuilder::trusted_proxies) |
/// | `acr = "urn:example:mfa"`, `max_age = "15m"` | the caller logged in by that method, or that recently; else 401 tells how to log in again |
/// | `check(post.author == subject)` | the expression is true: see [below](#checks-in-rust) |
/// | `CanPublish`, `policies::CanPublish` | that [`policy!`](crate::policy!) is met |
///
/// | option | effect |
/// |---|---|
/// | `conceal` | a rejection is the application's own 404: see [`not_found`](crate::auth::AuthBuilder::not_found) |
/// | `report_only` | the rule is decided and logged; the handler always runs |
/// | `from = request` | the decision is made in the function's body: see [below](#methods-and-services) |
/// | `crate = path` | the path of this crate, if it is re-exported under another name |
///
/// An absent or empty fact, or one of another type, meets no requirement. Strings compare by code
/// point, integers exactly. Numbers have 64 bits, from −2⁶³ to below 2⁶⁴. A larger literal does not
/// compile, and a larger claim meets no requirement, because readers of JSON disagree about it.
///
/// There is no `not`: an absent fact must never grant access. A misspelt or pointless rule (an
/// empty list, a repeated requirement, a group of one) does not compile. The handler still exists,
/// so that no other errors follow, behind a guard that always rejects.
///
/// # The guard
///
/// The attribute puts a [`Guard`](crate::Guard) in front of the handler's arguments. Body and
/// return type stay. A test calls the handler with the proof of a decision:
///
/// ```
/// use auth_core::{Identity, require};
///
/// #[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
/// fn publish(title: &str) -> String {
///     format!("published {title}")
/// }
///
/// let editor = Identity::builder("https://issuer.example", "alice").role("editor");
/// let editor = editor.scope("posts:write").build()?;
/// assert_eq!(publish(editor.check()?, "News"), "published News");
///
/// let reader = Identity::builder("https://issuer.example", "bob").scope("posts:read").build()?;
/// assert!(reader.check().map(|proof| publish(proof, "News")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Each of several attributes on one handler adds a guard of its own, and each must be met. The
/// attribute stands above the framework's own attributes and above `#[debug_handler]`.
///
/// # Checks in Rust
///
/// `check(…)` takes a Rust expression. In scope are the handler's arguments, `identity: &Identity`,
/// and `subject: &str`. A check that names `subject` is unmet for a caller who is not a user of the
/// application. Compare an owner with `subject`, never with `identity.subject()`: another issuer
/// may have the same subject.
///
/// The rule is decided twice:
///
/// 1. In the guard, with each check unknown. If no check can change the result, the request is
///    allowed or rejected here, before the other arguments are extracted and the body is read.
/// 2. In the function, before its body. The checks that the decision still depends on are made, in
///    the order of the rule. Then the body runs or does not.
///
/// A check is never made for an anonymous caller. In an `async fn`, it may `.await`. With `?` it
/// may fail, with any error that converts into `Box<dyn Error + Send + Sync>`: the client gets 503,
/// and the error is in the log. An unmet check counts as a requirement that no new token of the
/// caller meets. A check borrows the arguments: a value that it takes is gone for the body.
///
/// The handler takes a [`PendingGuard`](crate::guard::PendingGuard) in front, and returns a
/// [`CheckedResponse`](crate::guard::CheckedResponse): its own response or the rejection.
///
/// ```
/// use auth_core::{Identity, require};
/// # struct Post { author: String }
/// # type Found = Result<Post, std::io::Error>;
/// # async fn find(_id: u64) -> Found { Ok(Post { author: "alice".into() }) }
///
/// #[require(any(role = "admin", check(find(id).await?.author == subject)))]
/// async fn delete_post(id: u64) -> Result<String, std::io::Error> {
///     Ok(format!("deleted {id}"))
/// }
///
/// # let _ = async {
/// let alice = Identity::builder("https://issuer.example", "alice").as_user().build()?;
/// let deleted = delete_post(alice.pending()?, 7).await.into_result()??;
/// # let _ = deleted; Ok::<(), Box<dyn std::error::Error>>(()) };
/// ```
///
/// - A [`policy!`](crate::policy!) has no arguments, and therefore no check.
/// - `report_only` beside a check does not compile. `#[instrument(err)]` stands above.
/// - An argument called `identity` hides the identity.
/// - An argument called `subject` does not compile beside a check that names `subject`: the client
///   writes it.
///
/// # Methods and services
///
/// A method with `self` has no place for the guard in front, and a service has no framework that
/// fills it. With `from = …`, the decision stands in the body. The expression names the source of
/// the identity, most often an argument:
///
/// - an [`Identity`](crate::Identity), a [`MaybeIdentity`](crate::MaybeIdentity),
///   [`Facts`](crate::policy::Facts) or a `&Guard<_>`;
/// - a request inside an [`Auth`](crate::Auth) (`http::Request<_>`, `http::request::Parts`);
/// - a type of the application that implements [`AuthSource`](crate::in_body::AuthSource).
///
/// The function returns a `Result<_, E>` with `E: From<Rejection>`. Its arguments stay:
///
/// ```
/// use auth_core::{Identity, Rejection, require};
///
/// struct Posts;
///
/// #[derive(Debug)]
/// enum PostError {
///     Rejected(Rejection),
/// }
///
/// impl From<Rejection> for PostError {
///     fn from(rejection: Rejection) -> Self {
///         Self::Rejected(rejection)
///     }
/// }
///
/// impl Posts {
///     #[require(any(role = "admin", check(author == subject)), from = caller)]
///     fn delete(&self, caller: &Identity, author: &str) -> Result<(), PostError> {
///         Ok(())
///     }
/// }
///
/// let alice = Identity::builder("https://issuer.example", "alice").as_user().build()?;
/// assert!(Posts.delete(&alice, "alice").is_ok());
/// let PostError::Rejected(rejection) = Posts.delete(&alice, "bob").unwrap_err();
/// assert_eq!(rejection.status(), 403);
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
///
/// A request may have to be authenticated first, so it needs an `async fn`, or one that
/// `#[async_trait]` has rewritten. `path.…` and `ip` need a source that knows its request.
///
/// The arguments exist before such a function decides, also the body of a request. Where the
/// handler can be guarded, guard the handler.
///
/// # Attributes that replace the body
///
/// With `from = …` or `check(…)`, a response that is made without running the body is made without
/// a decision. An attribute that memoizes would send one caller's result to all callers: write it
/// on a function that the body calls. `#[cached]`, `#[concurrent_cached]`, `#[io_cached]`,
/// `#[once]` and `#[memoize]` below do not compile. One under another name is not recognized.
pub use auth_macros::require;

/// Marks a handler as open on purpose. The reason is mandatory.
///
/// It adds no check. It tells the reader that no guard was forgotten, and cannot stand beside
/// [`require`](macro@crate::require).
///
/// ```
/// use auth_core::public;
///
/// #[public("liveness probe, no data")]
/// async fn health() -> &'static str {
///     "ok"
/// }
/// # let _ = health;
/// ```
pub use auth_macros::public;

/// Names rules: each becomes a type that implements [`Policy`](crate::Policy).
///
/// ```
/// use auth_core::{Guard, policy, require};
///
/// policy! {
///     /// Editors who may write, and every admin.
///     pub CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));
/// }
///
/// #[require(CanPublish)]
/// async fn publish() {}
///
/// // The same by hand, for functions that need the proof:
/// async fn unpublish(_proof: Guard<CanPublish>) {}
/// # let _ = (publish, unpublish);
/// ```
pub use auth_macros::policy;

/// Makes the variants of an enum roles, for `role = Role::Admin`.
///
/// A variant has its name in `snake_case`, unless `rename_all` (`"kebab-case"`, `"camelCase"`, …)
/// or the variant sets another one. A run of capitals is one word: `ADMIN` is `admin`, `HTTPAdmin`
/// is `http_admin`. Logs show these names. A caller with a role that `implies` another one has that
/// one, too, and all that it implies. Cycles do not compile.
///
/// ```
/// use auth_core::{Identity, Role, policy};
///
/// #[derive(Clone, Copy, Role)]
/// enum Role {
///     #[role(implies = [Editor])]
///     Admin,
///     #[role("content-editor", implies = [Viewer])]
///     Editor,
///     Viewer,
/// }
///
/// policy! { CanRead = role = Role::Viewer; }
///
/// let admin = Identity::builder("https://issuer.example", "ada").role(Role::Admin.as_str()).build()?;
/// assert!(admin.check::<CanRead>().is_ok());
/// assert_eq!(Role::Editor.as_str(), "content-editor");
/// # let _ = Role::Viewer;
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
pub use auth_macros::Role;

/// Makes the variants of an enum scopes, for `scope = Scope::…`: see [`Role`](derive@crate::Role).
pub use auth_macros::Scope;

/// Makes the variants of an enum permissions, for `permission = Permission::…`: see
/// [`Role`](derive@crate::Role).
pub use auth_macros::Permission;

/// Makes the variants of an enum groups, for `group = Group::…`: see [`Role`](derive@crate::Role).
pub use auth_macros::Group;
