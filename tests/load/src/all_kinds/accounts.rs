//! The accounts of the callers. Each issuer knows the same names.

/// The first issuer of tokens. Its subjects are the users of the application.
pub(crate) const SHOP: &str = "https://issuer.example";
/// The second issuer of tokens.
pub(crate) const PARTNER: &str = "https://partner.example";
/// The issuer of the identities of API keys in a header of their own.
pub(crate) const KEYS: &str = "https://keys.example";
/// The issuer of the identities of API keys beside tokens.
pub(crate) const PREFIXED: &str = "https://prefixed.example";
/// The issuer of the identities of passwords.
pub(crate) const PASSWORDS: &str = "https://passwords.example";
/// The issuer of the identities of sessions.
pub(crate) const SESSIONS: &str = "https://sessions.example";
pub(crate) const ISSUERS: [&str; 6] = [SHOP, PARTNER, KEYS, PREFIXED, PASSWORDS, SESSIONS];

/// The number of accounts of an issuer.
pub(crate) const ACCOUNTS: usize = 150;

/// The account of a caller at an issuer.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) issuer: &'static str,
    pub(crate) subject: String,
    /// `true` for the role `reader`.
    pub(crate) is_reader: bool,
    /// `true` for the scope `reports:write`.
    pub(crate) is_writer: bool,
    /// The change that revokes the account.
    pub(crate) revoked: Option<usize>,
}

impl Account {
    pub(crate) fn roles(&self) -> &'static [&'static str] {
        if self.is_reader { &["reader"] } else { &[] }
    }

    pub(crate) fn scope(&self) -> &'static str {
        if self.is_writer { "reports:read reports:write" } else { "reports:read" }
    }
}

/// Returns the name of an account. Some names have characters beyond ASCII.
pub(crate) fn subject(number: usize) -> String {
    if number.is_multiple_of(5) { format!("zoë-{number}") } else { format!("user-{number}") }
}
