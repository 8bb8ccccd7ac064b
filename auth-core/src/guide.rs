//! Guides, in reading order.
//!
//! 1. [`getting_started`]: the first program, and requests to it.
//! 2. [`rules`]: the language of `#[require(…)]`.
//! 3. [`authentication`]: authenticators, users, revocation, streams.
//! 4. [`jwt`]: JSON Web Tokens.
//! 5. [`passwords`]: user names and passwords, and API keys.
//! 6. [`opaque_tokens`]: tokens about which the issuer is asked.
//! 7. [`browsers`]: session cookies, the login, and other sites.
//! 8. [`users_and_permissions`]: grants of a database, closed accounts, permissions of roles.
//! 9. [`existing_logins`]: tower-sessions, axum-login, sockets, login at an OpenID provider.
//! 10. [`your_issuer`]: presets for providers, and rejected tokens.
//! 11. [`several_issuers`]: two issuers, and many tenants of one.
//! 12. [`issuer_down`]: fetched keys, outages, readiness probes.
//! 13. [`rejections`]: statuses, challenges, bodies, concealment, the log.
//! 14. [`resource_metadata`]: the document that leads clients to the login.
//! 15. [`checks_and_services`]: `check(…)` and `from = …`.
//! 16. [`no_forgotten_guards`]: a router that accepts guarded handlers only.
//! 17. [`frameworks`]: one page for each framework.
//! 18. [`testing`]: handlers and applications in tests.
//! 19. [`review_access`]: a reviewed file of all routes, and the meaning of its changes.
//! 20. [`openapi`]: the guards in an OpenAPI document.
//! 21. [`audit_and_metrics`]: observers of decisions, and explanations of denials.
//! 22. [`deployment`]: proxies, clocks, limits.
//! 23. [`several_processes`]: revocations in Redis, and the caches of each process.
//! 24. [`compile_errors`]: all messages of the attributes.
//! 25. [`performance`]: figures.
//! 26. [`cookbook`]: tested recipes.
//! 27. [`from_actix_web_grants`]: a migration.
//!
//! For reviewers: [`design`] and [`standards`].
//!
//! The pages are the Markdown files of the folder `docs`, and their examples are tests.
#![cfg_attr(docsrs, doc(auto_cfg = false))]

// The first definition of a link counts: the one in `links.md` leads to a page of rustdoc. The one
// at the end of each guide leads to a file, for readers of the repository.
macro_rules! guide {
    ($name:ident = $file:literal $({ $($page:item)* })?) => {
        #[doc = include_str!("guide/links.md")]
        #[doc = include_str!(concat!("../docs/", $file))]
        pub mod $name { $($($page)*)? }
    };
}

guide!(getting_started = "getting-started.md");
guide!(rules = "rules.md");
guide!(authentication = "authentication.md");
guide!(jwt = "jwt.md");
#[cfg(any(not(doctest), all(feature = "api-keys", feature = "argon2")))]
guide!(passwords = "passwords-and-api-keys.md");
#[cfg(any(not(doctest), feature = "introspection"))]
guide!(opaque_tokens = "opaque-tokens.md");
#[cfg(any(not(doctest), all(feature = "argon2", feature = "sessions")))]
guide!(browsers = "browsers.md");
#[cfg(any(not(doctest), all(feature = "access", feature = "enrichment")))]
guide!(users_and_permissions = "users-and-permissions.md");
// The package `session` tests this one: it needs tower-sessions and axum-login.
#[cfg(not(doctest))]
guide!(existing_logins = "existing-logins.md");
guide!(your_issuer = "your-issuer.md");
guide!(several_issuers = "several-issuers.md");
#[cfg(any(not(doctest), feature = "discovery"))]
guide!(issuer_down = "issuer-down.md");
guide!(rejections = "rejections.md");
// The package `frameworks` tests this one: it needs all frameworks.
#[cfg(not(doctest))]
guide!(resource_metadata = "resource-metadata.md");
guide!(checks_and_services = "checks-and-services.md");
guide!(no_forgotten_guards = "no-forgotten-guards.md");
guide!(frameworks = "frameworks/README.md" {
    guide!(axum = "frameworks/axum.md");
    #[cfg(any(not(doctest), feature = "actix-web"))]
    guide!(actix_web = "frameworks/actix-web.md");
    #[cfg(any(not(doctest), feature = "poem"))]
    guide!(poem = "frameworks/poem.md");
    #[cfg(any(not(doctest), feature = "rocket"))]
    guide!(rocket = "frameworks/rocket.md");
    #[cfg(any(not(doctest), feature = "salvo"))]
    guide!(salvo = "frameworks/salvo.md");
    #[cfg(any(not(doctest), feature = "tonic"))]
    guide!(tonic = "frameworks/tonic.md");
    guide!(tower = "frameworks/tower.md");
    guide!(mcp = "frameworks/mcp.md");
});
#[cfg(any(not(doctest), feature = "testing"))]
guide!(testing = "testing.md");
#[cfg(any(not(doctest), feature = "access-page"))]
guide!(review_access = "review-access.md");
// The package `frameworks` tests this one: it also needs the generators.
#[cfg(not(doctest))]
guide!(openapi = "openapi.md");
#[cfg(any(not(doctest), all(feature = "audit", feature = "metrics")))]
guide!(audit_and_metrics = "audit-and-metrics.md");
guide!(deployment = "deployment.md");
// The package `processes` tests this one: it needs auth-redis.
#[cfg(not(doctest))]
guide!(several_processes = "several-processes.md");
guide!(compile_errors = "compile-errors.md");
guide!(performance = "performance.md");
guide!(cookbook = "cookbook.md");
// The package `frameworks` tests this one, too: it needs actix-web-grants.
#[cfg(not(doctest))]
guide!(from_actix_web_grants = "from-actix-web-grants.md");
guide!(design = "design.md");
guide!(standards = "standards.md");
