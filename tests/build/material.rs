//! The parts of rules.

pub(crate) const KINDS: [&str; 4] = ["role", "scope", "permission", "group"];
pub(crate) const ISSUERS: [&str; 4] =
    ["https://issuer.example", "https://staff.example", "internal", "https://a;b.example/\"x\""];
pub(crate) const CLASSES: [&str; 4] = ["mfa", "hwk", "urn:example:silver", "0"];
/// Durations as a rule may spell them, and the seconds that they last; shorter ones first.
pub(crate) const AGES: [(&[&str], u64); 7] = [
    (&["30s"], 30),
    (&["60s", "1m"], 60),
    (&["900s", "15m"], 900),
    (&["1h", "60m", "3600s"], 3_600),
    (&["90m", "5400s"], 5_400),
    (&["24h", "1d", "1440m"], 86_400),
    (&["7d", "168h"], 604_800),
];
/// Networks as a rule may spell them, the first as they print.
pub(crate) const NETWORKS: [&[&str]; 8] = [
    &["10.0.0.0/8"],
    &["10.1.0.0/16"],
    &["192.0.2.128/25"],
    &["203.0.113.7/32", "203.0.113.7"],
    &["fd00::/8", "FD00::/8", "fd00:0:0::/8", "fd00:0:0:0:0:0:0:0/8"],
    &["2001:db8::/32", "2001:0DB8::/32", "2001:db8:0::0/32"],
    &["2001:db8::7:0/112"],
    &["::1/128", "0:0::1/128", "::1"],
];
pub(crate) const TEXTS: [&str; 8] =
    ["finance", "x1", "gold", "blue", "alice", "7", "größe", "a \"b\" \\ {c}"];
pub(crate) const INTEGERS: [i128; 9] =
    [0, 3, 5, 7, -3, 9_007_199_254_740_993, i64::MIN as i128, i64::MAX as i128, u64::MAX as i128];
pub(crate) const FLOATS: [f64; 9] =
    [0.0, 2.5, 3.0, 5.0, -0.5, 0.1, 1e-7, 9_007_199_254_740_992.0, 18_446_744_073_709_549_568.0];
pub(crate) const PARAMETERS: [&str; 4] = ["user_id", "tenant", "type", "n7"];

pub(crate) const NUMBER_CLAIMS: [&[&str]; 6] = [
    &["größe"],
    &["level"],
    &["score"],
    &["quota", "used"],
    &["quota", "limit"],
    &["a", "type", "b c"],
];
pub(crate) const TEXT_CLAIMS: [&[&str]; 7] = [
    &["department"],
    &["org", "unit"],
    &["home"],
    &["tenant"],
    &["https://acme.example/tier"],
    &["x\"y", "z", "7"],
    &["self"],
];
pub(crate) const BOOLEAN_CLAIMS: [&[&str]; 2] = [&["verified"], &["org", "active"]];
pub(crate) const ARRAY_CLAIMS: [&[&str]; 2] = [&["teams"], &["org", "list"]];

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(&'static str),
    /// Type, variant, name, and the names of what implies it, in the order of the enums of
    /// `tests/properties/attributes.rs`.
    Typed(&'static str, &'static str, &'static str, &'static [&'static str]),
}

impl Value {
    /// The names that satisfy it.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        match self {
            Value::Text(name) => vec![name],
            Value::Typed(_, _, name, implied_by) => [&[*name], *implied_by].concat(),
        }
    }
}

pub(crate) fn values_of(kind: &str) -> Vec<Value> {
    let texts: &[&str] = match kind {
        "role" => &[
            "guest",
            "Guest",
            "two words",
            "quote\"d",
            "back\\slash",
            "größe",
            "br{ace}",
            "viewer",
        ],
        "scope" => &["a:read", "b:write", "https://api.example/x", "openid", "{}"],
        "permission" => &["edit", "delete", "say \"hi\"", "r#\"no\"#", "\u{1F511}"],
        _ => &["staff", "press", "a;b", "CN=a, OU=b", "// none", "<!-- none -->", ") any("],
    };
    let typed: &[(&str, &str, &str, &[&str])] = match kind {
        "role" => &[
            ("Role", "Admin", "admin", &[]),
            ("Role", "Editor", "content-editor", &["admin"]),
            ("Role", "Viewer", "viewer", &["admin", "content-editor", "chief-auditor"]),
            ("Role", "ChiefAuditor", "chief-auditor", &[]),
        ],
        "scope" => &[
            ("Scope", "All", "posts:all", &[]),
            ("Scope", "Write", "posts:write", &["posts:all"]),
            ("Scope", "Read", "posts:read", &["posts:all", "posts:write"]),
        ],
        "permission" => &[
            ("Permission", "MoveHouse", "MOVE_HOUSE", &["PAINT_HOUSE", "own"]),
            ("Permission", "PaintHouse", "PAINT_HOUSE", &["own"]),
            ("Permission", "Own", "own", &[]),
        ],
        _ => &[("Group", "Staff", "all staff", &["board"]), ("Group", "Board", "board", &[])],
    };
    let texts = texts.iter().map(|name| Value::Text(name));
    let typed =
        typed.iter().map(|(class, variant, name, by)| Value::Typed(class, variant, name, by));
    // Both sorts about as often.
    texts.chain(typed.clone()).chain(typed).collect()
}

/// The possible beginnings of the path to a typed value.
pub(crate) const MODULES: [&str; 7] = [
    "",
    "",
    "",
    "types::",
    "self::types::",
    "crate::attributes::types::",
    "crate::attributes::generated::",
];
/// The possible beginnings of a path after `|`.
pub(crate) const MODULES_BEHIND_A_BAR: &[&str] = &MODULES;

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Claim(&'static [&'static str]),
    Path(&'static str),
    Subject,
    Text(&'static str),
    Integer(i128),
    Float(f64),
    Boolean(bool),
}

/// Numbers by value: beside `5`, `5.0` is repeated.
impl PartialEq for Operand {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Claim(own), Self::Claim(other)) => own == other,
            (Self::Path(own), Self::Path(other)) | (Self::Text(own), Self::Text(other)) => {
                own == other
            }
            (Self::Integer(own), Self::Integer(other)) => own == other,
            (Self::Float(own), Self::Float(other)) => own == other,
            (Self::Integer(whole), Self::Float(number))
            | (Self::Float(number), Self::Integer(whole)) => {
                number.fract() == 0.0 && format!("{number}") == whole.to_string()
            }
            (Self::Boolean(own), Self::Boolean(other)) => own == other,
            (Self::Subject, Self::Subject) => true,
            _ => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Authenticated,
    Grant(&'static str, Vec<Value>),
    Issuer(Vec<&'static str>),
    Acr(Vec<&'static str>),
    /// A place in [`AGES`].
    MaxAge(usize),
    /// Places in [`NETWORKS`].
    Ip(Vec<usize>),
    Compare(Operand, &'static str, Operand),
    /// A policy, by its number.
    Named(usize),
    Any(Vec<Tree>),
    All(Vec<Tree>),
}
