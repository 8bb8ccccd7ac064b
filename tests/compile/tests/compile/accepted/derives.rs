//! Enums of roles, scopes, permissions and groups: names, visibilities, derives, implications.
#![deny(warnings)]

use auth_core::{Group, Identity, Permission, Role, Scope, policy, require};

mod inner {
    #[derive(Clone, Copy, Debug, Default, PartialEq, auth_core::Role)]
    #[role(rename_all = "SCREAMING_SNAKE_CASE")]
    #[repr(u8)]
    #[non_exhaustive]
    pub enum Role {
        #[role(implies = [ContentEditor])]
        #[doc = "All of it."]
        SuperUser = 7,
        #[role(implies = [r#Type,])]
        ContentEditor,
        #[default]
        r#Type,
    }

    #[derive(auth_core::Scope)]
    pub(in crate::accepted::derives::inner) enum Private {
        #[scope("posts:write")]
        Write,
    }

    #[auth_core::require(scope = Private::Write)]
    pub(super) fn private() {}
}
use inner::Role as Renamed;

/// In no rule at all.
#[derive(Group)]
enum Unused {
    Staff,
    Contractors,
}

#[derive(Permission)]
enum Permission {
    #[permission("posts:edit")]
    EditPosts,
}

policy! {
    CanEdit = role = Renamed::ContentEditor, permission = Permission::EditPosts;
    Typed = role = inner::Role::Type;
}

#[require(any(role = Renamed::SuperUser, CanEdit))]
fn edit() {}

fn function() {
    #[derive(Role, PartialEq)]
    enum Local {
        Admin,
    }

    #[require(role = Local::Admin)]
    fn local() {}
    let _ = local;
}

#[derive(Scope)]
enum One {
    #[scope("one")]
    One,
}

pub(super) fn main() -> Result<(), Box<dyn std::error::Error>> {
    const NAME: &str = Renamed::SuperUser.as_str();
    assert_eq!(NAME, "SUPER_USER");
    assert_eq!(Renamed::default().as_str(), "TYPE");
    assert_eq!(Permission::EditPosts.as_str(), "posts:edit");

    let holder = |role: &str| {
        Identity::builder("https://issuer.example", "alice")
            .role(role)
            .permission("posts:edit")
            .build()
    };
    for role in ["SUPER_USER", "CONTENT_EDITOR", "TYPE"] {
        assert!(holder(role)?.check::<Typed>().is_ok(), "{role}");
        assert_eq!(holder(role)?.check::<CanEdit>().is_ok(), role != "TYPE", "{role}");
    }
    assert!(holder("super_user")?.check::<Typed>().is_err());
    edit(holder("CONTENT_EDITOR")?.check()?);
    function();
    let _ = (inner::private, One::One.as_str());
    Ok(())
}
