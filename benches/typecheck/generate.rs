//! Writes the crates. Their handlers and routes differ in the attribute only.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const UNGUARDED: &str = "unguarded";
pub(crate) const PROTECT_AXUM: &str = "protect-axum";
const PROTECT_AXUM_FOUR: &str = "protect-axum, four authorities";

/// A way to guard the handlers.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    dependency: &'static str,
    import: &'static str,
    /// The module with the router.
    router: &'static str,
    /// The types that the crate defines for all its modules.
    types: &'static str,
    attribute: fn(role: &str) -> String,
    /// The name of the guard with a comparable rule.
    pub(crate) counterpart: &'static str,
}

const AXUM: &str = "axum";
const AUTH_CORE: &str =
    r#"auth-core = { path = "{auth-core}", features = ["axum", "jwt", "macros"] }"#;

/// Types for the rules that name variants: one enum of each kind, as in an application.
const TYPED: &str = "
#[derive(Clone, Copy, auth_core::Role)]
pub enum Role {
    #[role(implies = [Editor])]
    Admin,
    Editor,
}

#[derive(Clone, Copy, auth_core::Scope)]
pub enum Scope {
    Read,
    Write,
}
";

pub(crate) const GUARDS: [Guard; 6] = [
    Guard {
        name: UNGUARDED,
        package: "typecheck-unguarded",
        dependency: "",
        import: "",
        router: AXUM,
        types: "",
        attribute: |_| String::new(),
        counterpart: PROTECT_AXUM,
    },
    Guard {
        name: "ours",
        package: "typecheck-ours",
        dependency: AUTH_CORE,
        import: "use auth_core::require;",
        router: AXUM,
        types: "",
        attribute: |role| format!("#[require(role = \"{role}\")]\n"),
        counterpart: PROTECT_AXUM,
    },
    Guard {
        name: "ours, router for guarded only",
        package: "typecheck-ours-gate",
        dependency: AUTH_CORE,
        import: "use auth_core::require;",
        router: "auth_core::axum",
        types: "",
        attribute: |role| format!("#[require(role = \"{role}\")]\n"),
        counterpart: PROTECT_AXUM,
    },
    Guard {
        name: "ours, four requirements, typed",
        package: "typecheck-ours-typed",
        dependency: AUTH_CORE,
        import: "use auth_core::require;\n\nuse crate::{Role, Scope};",
        router: AXUM,
        types: TYPED,
        attribute: |role| {
            format!(
                "#[require(any(role = Role::Admin, all(role = \"{role}\", scope = Scope::Write, \
                 claim.level >= 3)))]\n"
            )
        },
        counterpart: PROTECT_AXUM_FOUR,
    },
    Guard {
        name: PROTECT_AXUM,
        package: "typecheck-protect-axum",
        dependency: r#"protect-axum = "0.2""#,
        import: "use protect_axum::protect;",
        router: AXUM,
        types: "",
        attribute: |role| format!("#[protect(\"{role}\")]\n"),
        counterpart: PROTECT_AXUM,
    },
    Guard {
        name: PROTECT_AXUM_FOUR,
        package: "typecheck-protect-axum-four",
        dependency: r#"protect-axum = "0.2""#,
        import: "use protect_axum::protect;",
        router: AXUM,
        types: "",
        attribute: |role| {
            format!("#[protect(any(\"ADMIN\", all(\"{role}\", \"posts:write\", \"level\")))]\n")
        },
        counterpart: PROTECT_AXUM_FOUR,
    },
];

/// A few roles, each used often, as in an application.
const ROLES: [&str; 5] = ["admin", "editor", "author", "auditor", "support"];
const HANDLERS_PER_MODULE: usize = 50;

const TYPES: &str = "
#[derive(serde::Deserialize)]
pub struct Page {
    number: u64,
    size: u64,
}

#[derive(serde::Deserialize, serde::Serialize)]
pub struct Item {
    id: u64,
    name: String,
}
";

#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

impl Workspace {
    pub(crate) fn generate(scratch: &Path, handlers: usize) -> Self {
        let workspace = Self { root: scratch.join("typecheck") };
        let members = GUARDS.map(|guard| format!("{:?}", guard.package)).join(", ");
        workspace.write(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
        );
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("auth-core");
        // The releases that the project uses. Without a lock file, cargo chooses others.
        if let Ok(lock) = fs::read_to_string(ours.with_file_name("Cargo.lock")) {
            workspace.write("Cargo.lock", &lock);
        }
        for guard in &GUARDS {
            let dependency = guard.dependency.replace("{auth-core}", &ours.to_string_lossy());
            workspace
                .write(&format!("{}/Cargo.toml", guard.package), &manifest(guard, &dependency));
            for module in 0..handlers.div_ceil(HANDLERS_PER_MODULE) {
                let first = module * HANDLERS_PER_MODULE;
                let text = source(guard, first..handlers.min(first + HANDLERS_PER_MODULE));
                workspace.write(&format!("{}/src/part_{module}.rs", guard.package), &text);
            }
            workspace.write(&format!("{}/src/lib.rs", guard.package), &root(guard, handlers));
        }
        workspace
    }

    /// Changes a comment, so that only this crate is checked again.
    pub(crate) fn touch(&self, guard: &Guard, turn: usize) {
        let path = format!("{}/src/lib.rs", guard.package);
        let text = fs::read_to_string(self.root.join(&path)).expect("a crate that was generated");
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        self.write(&path, &format!("// Turn {turn}.\n{rest}"));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))
            .expect("the target directory can be written");
        fs::write(path, text).expect("the target directory can be written");
    }
}

fn manifest(guard: &Guard, dependency: &str) -> String {
    format!(
        r#"[package]
name = "{}"
edition = "2024"

[dependencies]
axum = {{ version = "0.8", default-features = false, features = ["json", "query"] }}
serde = {{ version = "1", features = ["derive"] }}
{dependency}
"#,
        guard.package
    )
}

fn root(guard: &Guard, handlers: usize) -> String {
    let modules = 0..handlers.div_ceil(HANDLERS_PER_MODULE);
    let mut text = String::from("// Not touched yet.\n");
    for module in modules.clone() {
        let _ = writeln!(text, "mod part_{module};");
    }
    text += TYPES;
    text += guard.types;
    let router = guard.router;
    let _ = write!(text, "\npub fn routes() -> {router}::Router {{\n    {router}::Router::new()\n");
    for module in modules {
        let _ = writeln!(text, "        .merge(part_{module}::routes())");
    }
    text + "}\n"
}

fn source(guard: &Guard, handlers: std::ops::Range<usize>) -> String {
    let mut text = format!(
        "use axum::Json;\nuse axum::extract::{{Path, Query}};\n\
         use {}::{{Router, routing::post}};\n{}\n\nuse crate::{{Item, Page}};\n",
        guard.router, guard.import
    );
    for (handler, role) in handlers.clone().zip(ROLES.iter().cycle()) {
        let attribute = (guard.attribute)(role);
        let _ = writeln!(
            text,
            r#"
{attribute}async fn handler_{handler}(
    Path(id): Path<u64>,
    Query(page): Query<Page>,
    Json(item): Json<Item>,
) -> Json<Item> {{
    let first = page.number * page.size + id + item.id;
    let name = format!("{{}}-{{first}}", item.name);
    Json(Item {{ id, name }})
}}"#
        );
    }
    text += "\npub fn routes() -> Router {\n    Router::new()\n";
    for handler in handlers {
        let _ =
            writeln!(text, "        .route(\"/items-{handler}/{{id}}\", post(handler_{handler}))");
    }
    text + "}\n"
}
