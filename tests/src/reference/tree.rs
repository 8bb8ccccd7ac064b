//! A rule, as the reference has it: a tree.

use std::net::IpAddr;

/// What sort of thing a caller is granted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A role.
    Role,
    /// A scope.
    Scope,
    /// A permission.
    Permission,
    /// A group.
    Group,
}

/// One alternative of a grant.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A name in quotes: whoever was granted it has it.
    Text(&'static str),
    /// The variant of an enum, which prints as its name.
    Typed {
        /// Its own name.
        name: &'static str,
        /// The other names that imply it.
        implied_by: &'static [&'static str],
    },
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    /// A claim of the caller: the names on the way to it.
    Claim(&'static [&'static str]),
    /// A parameter of the path.
    Path(&'static str),
    /// The caller's subject.
    Subject,
    /// A text.
    Text(&'static str),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A truth value.
    Boolean(bool),
}

/// What a comparison asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// The left side is an array that has the right side among its elements.
    Contains,
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub enum Tree {
    /// The caller is known.
    Authenticated,
    /// The caller was granted at least one of the values as that kind.
    Grant(Kind, &'static [Value]),
    /// One of these vouches for the caller.
    Issuer(&'static [&'static str]),
    /// The caller logged in by one of these authentication context classes.
    Acr(&'static [&'static str]),
    /// The caller logged in at most so many seconds ago.
    MaxAge(u64),
    /// The request comes from one of these networks: an address and how many of its first bits count.
    Ip(&'static [(IpAddr, u8)]),
    /// The comparison of two operands.
    Compare(Operand, Operator, Operand),
    /// The rule of a policy of that name.
    Named(&'static str, &'static Tree),
    /// At least one child holds.
    Any(&'static [Tree]),
    /// There are children and every one of them holds.
    All(&'static [Tree]),
    /// Holds for nobody.
    Never,
}
