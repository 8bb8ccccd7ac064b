//! The policy of a handler with several attributes: it also names the guards of the others.

use std::marker::PhantomData;

use crate::guard::proof::Proof;
use crate::policy::rule::NamedRule;
use crate::policy::{Policy, Rule};

/// The policy `P` of the first attribute of a handler with several: written by the next attribute.
///
/// It decides as `P` does, under the name of `P`. `N` is the guard of the next attribute. So the
/// first argument of a handler names the rules of all of them.
#[derive(Debug)]
pub struct Stacked<P, N>(PhantomData<fn(P, N)>);

impl<P: Policy, N: Proof + 'static> Policy for Stacked<P, N> {
    const RULE: Rule = P::RULE;
    const CONCEALED: bool = P::CONCEALED;
    const DOC: &'static str = P::DOC;

    fn name() -> &'static str {
        P::name()
    }

    fn below(add: &mut dyn FnMut(NamedRule, bool)) {
        P::below(add);
        add(N::POLICY, N::IS_ENFORCED);
    }
}
