//! The rules of the reference, as trees.

use std::net::IpAddr;

/// The kinds of grants.
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
    /// A name in quotes.
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
    /// A claim of the caller, by the names that lead to it.
    Claim(&'static [&'static str]),
    /// A parameter of the path.
    Path(&'static str),
    /// The caller's subject.
    Subject,
    /// A string.
    Text(&'static str),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A boolean.
    Boolean(bool),
}

/// The comparison operators.
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
    /// The caller is authenticated.
    Authenticated,
    /// The caller has at least one grant of that kind.
    Grant(Kind, &'static [Value]),
    /// One of these issued the caller's credentials.
    Issuer(&'static [&'static str]),
    /// The caller logged in by one of these authentication context classes.
    Acr(&'static [&'static str]),
    /// The caller logged in at most this number of seconds ago.
    MaxAge(u64),
    /// The request comes from one of these networks: an address and the length of its prefix.
    Ip(&'static [(IpAddr, u8)]),
    /// The comparison of two operands.
    Compare(Operand, Operator, Operand),
    /// The rule of a policy of that name.
    Named(&'static str, &'static Tree),
    /// At least one child is met.
    Any(&'static [Tree]),
    /// The group has children, and all of them are met.
    All(&'static [Tree]),
    /// No caller meets the rule.
    Never,
}
