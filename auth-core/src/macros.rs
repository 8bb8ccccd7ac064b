//! The attributes, documented where their examples compile.

/// Lets a handler run only where a rule holds.
///
/// The caller is authenticated and the rule is decided before any other argument of the handler is extracted and before the
/// body is read. A refused request gets 401 or 403 with the challenges that it needs, or 503.
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
/// # The language
///
/// | requirement | holds if |
/// |---|---|
/// | `authenticated` | the caller is known |
/// | `role = "admin"` | the caller has that role; exactly, case-sensitively |
/// | `role = "admin" \| "editor"` | the caller has one of them |
/// | `scope = "posts:write"` | the token has that scope |
/// | `permission = "posts:edit"`, `group = "staff"` | the caller has that permission, belongs to that group |
/// | `any(…, …)` | at least one of them holds |
/// | `all(…, …)` | all of them hold; the comma of the attribute itself is `all`, too |
/// | `role = Role::Admin` | the same for the variant of an enum: see [`Role`](derive@crate::Role) |
/// | `issuer = "https://staff.example"` | that issuer vouches for the caller |
/// | `claim.department == "finance"` | the claim is that text, number or boolean; `claim["a b"]` for other names |
/// | `claim.level >= 3` | also `>`, `<=`, `<`; between numbers only |
/// | `claim.teams contains "blue"` | the claim is a list that has it |
/// | `path.user_id == subject` | the path parameter is the caller's subject; it is compared as the handler's `Path` sees it |
/// | `claim.tenant == path.tenant` | claim and path parameter are the same text; an integer claim equals its decimal (`42`, not `042`) |
/// | `ip = "10.0.0.0/8" \| "fd00::/8"` | the request comes from there: see [`AuthBuilder::trusted_proxies`](crate::auth::AuthBuilder::trusted_proxies) |
/// | `acr = "urn:example:mfa"`, `max_age = "15m"` | the caller logged in so, or so recently; else 401 says how to log in again |
/// | `check(post.author == subject)` | the expression is true: see [below](#checks-in-rust) |
/// | `CanPublish`, `policies::CanPublish` | that [`policy!`](crate::policy!) holds |
///
/// | option | what it does |
/// |---|---|
/// | `conceal` | every refusal is the application's own 404: see [`AuthBuilder::not_found`](crate::auth::AuthBuilder::not_found) |
/// | `report_only` | the rule is decided and logged, and the handler runs whatever came of it |
/// | `from = request` | decides in the function's body: see [below](#methods-and-services) |
/// | `crate = path` | names this crate where it is re-exported under another path |
///
/// What is absent, empty or of another type equals nothing: a text is never a number, and a list or an object is nothing but a list
/// that may contain something. Text compares by code point, integers exactly. Numbers are those of 64 bits, from −2⁶³ to below 2⁶⁴:
/// one beyond does not compile, and a claim beyond satisfies nothing, because readers of JSON do not agree on what it is.
///
/// There is no `not`: a fact that is absent must never open a door. What makes no sense (an empty list, a repeated
/// requirement, a group of one) does not compile, and neither does what is misspelt. Then the handler is still there, so that no other
/// errors follow, but behind a guard that nobody passes.
///
/// # What it does
///
/// It puts a [`Guard`](crate::Guard) in front of the handler's arguments; body and return type stay as they are. So the
/// handler has one argument more, and a test calls it with the proof that the caller may:
///
/// ```
/// use auth_core::{Identity, require};
///
/// #[require(any(role = "admin", all(role = "editor", scope = "posts:write")))]
/// fn publish(title: &str) -> String {
///     format!("published {title}")
/// }
///
/// let editor = Identity::builder("https://issuer.example", "alice").role("editor").scope("posts:write").build()?;
/// assert_eq!(publish(editor.check()?, "News"), "published News");
///
/// let reader = Identity::builder("https://issuer.example", "bob").scope("posts:read").build()?;
/// assert!(reader.check().map(|proof| publish(proof, "News")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Checks in Rust
///
/// `check(…)` takes a Rust expression, with the handler's arguments in scope under their own names, the caller as
/// `identity: &Identity`, and `subject: &str`, which means what it means in rules: a check that names it does not hold for a caller
/// who is no user of the application. Compare an owner with `subject`, never with `identity.subject()`: another issuer may have the
/// same subject. The rule is decided twice. First without the checks: whoever is refused whatever they say is refused before
/// any other argument is extracted and before the body is read, and for whoever is let in anyway no check is made. What is still open
/// is asked of the handler: its checks are made in the order of the rule, each only if the decision hangs on it, and then the body
/// runs or does not. A check is never made for an anonymous caller.
///
/// In an `async fn`, a check may `.await`. With `?` it may fail, with any error that converts into
/// `Box<dyn Error + Send + Sync>`: then nobody can tell, the client gets 503, and the error stands in the log. A check that does not
/// hold counts as what no new token of the caller brings. What it takes by value is gone for the body; borrow it.
///
/// Such a handler takes an [`PendingGuard`](crate::guard::PendingGuard) in front, and returns a [`CheckedResponse`](crate::guard::CheckedResponse), which answers with
/// what the handler returned or with the refusal:
///
/// ```
/// use auth_core::{Identity, require};
/// # struct Post { author: String }
/// # async fn find(_id: u64) -> Result<Post, std::io::Error> { Ok(Post { author: "alice".into() }) }
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
/// A policy of its own has no check, because it has no arguments; `report_only` beside one does not compile. `#[instrument(err)]` stands
/// above. An argument of the handler's own that is called `identity` is meant itself. One that is
/// called `subject` does not compile beside a check that names `subject`: the client writes it.
///
/// Several attributes on one handler each add a guard of their own: all of them hold. It stands above the framework's own
/// attributes and above `#[debug_handler]`.
///
/// # Methods and services
///
/// A method that takes `self` has no place for the guard in front, and a service has no framework that would fill it. With
/// `from = …`, the decision stands in the body: the expression names what knows the caller ([`AuthSource`](crate::in_body::AuthSource)), most often an
/// argument. It may be an [`Identity`](crate::Identity), a [`MaybeIdentity`](crate::MaybeIdentity), [`Facts`](crate::policy::Facts), a
/// `&Guard<_>`, a request inside an [`Auth`](crate::Auth) (`http::Request<_>`, `http::request::Parts`), or a type of the
/// application's own. The function returns a `Result<_, E>` with `E: From<Rejection>`, and its arguments stay as they are:
///
/// ```
/// use auth_core::{Identity, Rejection, require};
///
/// struct Posts;
///
/// #[derive(Debug)]
/// enum PostError {
///     Refused(Rejection),
/// }
///
/// impl From<Rejection> for PostError {
///     fn from(rejection: Rejection) -> Self {
///         Self::Refused(rejection)
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
/// let PostError::Refused(rejection) = Posts.delete(&alice, "bob").unwrap_err();
/// assert_eq!(rejection.status(), 403);
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
///
/// A request may have to be authenticated first, so it asks for an `async fn`; one that `#[async_trait]` has rewritten will do.
/// `path.…` and `ip` ask for a caller that knows its request.
///
/// With `from = …` or `check(…)`, what answers without running the body answers without a decision. An attribute that memoizes
/// would tell everybody what it has kept for one caller: write it on a function that the body calls. `#[cached]`,
/// `#[concurrent_cached]`, `#[io_cached]`, `#[once]` and `#[memoize]` below do not compile; one by another name is not recognized.
///
/// The arguments exist before such a function decides, the body of a
/// request among them: where the handler can be guarded, guard the handler.
pub use auth_macros::require;

/// Says that a handler is open to everybody on purpose, and why. The reason is mandatory.
///
/// It guards nothing: it tells the reader that nothing was forgotten, and cannot stand beside [`require`](macro@crate::require).
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
/// // The same by hand, for functions that want the proof:
/// async fn unpublish(_proof: Guard<CanPublish>) {}
/// # let _ = (publish, unpublish);
/// ```
pub use auth_macros::policy;

/// Makes the variants of an enum roles, for `role = Role::Admin`.
///
/// A variant is called by its name in `snake_case`, or as `rename_all` says (`"kebab-case"`, `"camelCase"`, …), or as it says itself.
/// A run of capitals is one word: `ADMIN` is called `admin`, `HTTPAdmin` `http_admin`. Logs show these names.
/// Whoever was granted a role that `implies` another holds that one, too, and all that it implies; circles do not compile.
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

/// Makes the variants of an enum permissions, for `permission = Permission::…`: see [`Role`](derive@crate::Role).
pub use auth_macros::Permission;

/// Makes the variants of an enum groups, for `group = Group::…`: see [`Role`](derive@crate::Role).
pub use auth_macros::Group;
