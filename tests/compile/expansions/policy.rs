//! Named rules: types, with the attributes that were written.

use auth_core::policy;

policy! {
    /// Editors who may write, and every admin.
    pub CanPublish = any(role = "admin", all(role = "editor", scope = "posts:write"));

    #[cfg(feature = "billing")]
    CanBill = CanPublish, group = "accounting";
}
