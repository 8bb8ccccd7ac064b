//! The variants of an enum as roles: their names, and the roles that satisfy each.
use auth_core::Role;
pub enum Role {
    Admin,
    Editor,
    Viewer,
}
impl Role {
    ///The role's name, as it stands in tokens.
    #[must_use]
    pub const fn as_str(&self) -> &'static ::core::primitive::str {
        match self {
            Self::Admin => "admin",
            Self::Editor => "content-editor",
            Self::Viewer => "viewer",
        }
    }
    #[doc(hidden)]
    #[must_use]
    pub const fn __auth_value(&self) -> ::auth_core::macro_support::GrantValue {
        match self {
            Self::Admin => {
                ::auth_core::macro_support::GrantValue::new("admin", &["admin"])
            }
            Self::Editor => {
                ::auth_core::macro_support::GrantValue::new(
                    "content-editor",
                    &["content-editor", "admin"],
                )
            }
            Self::Viewer => {
                ::auth_core::macro_support::GrantValue::new(
                    "viewer",
                    &["viewer", "admin", "content-editor"],
                )
            }
        }
    }
}
impl ::auth_core::macro_support::IsValue for Role {
    fn value(&self) -> ::auth_core::macro_support::GrantValue {
        self.__auth_value()
    }
}
impl ::auth_core::macro_support::IsRole for Role {}
impl ::auth_core::macro_support::Hierarchy for Role {
    const KIND: ::auth_core::macro_support::GrantKind = ::auth_core::macro_support::GrantKind::Role;
    const VALUES: &'static [::auth_core::macro_support::GrantValue] = &[
        Role::Admin.__auth_value(),
        Role::Editor.__auth_value(),
        Role::Viewer.__auth_value(),
    ];
}
const _: () = {
    let _: &[&::core::primitive::str] = &[
        Role::Admin.as_str(),
        Role::Editor.as_str(),
        Role::Viewer.as_str(),
    ];
};
