//! Facts that tell requirements apart: for each value that a requirement names, the value and its
//! neighbours.

use std::net::IpAddr;

use serde_json::Value;

use crate::access::compare::fact::{Fact, Names, constant, number};
use crate::policy::Operand;
use crate::request::Network;

/// Returns addresses of each region that the networks cut out.
pub(super) fn addresses(networks: &[Network]) -> impl Iterator<Item = Fact> {
    let bounds = networks.iter().map(Network::bounds);
    let addresses = bounds.flat_map(|(first, behind)| [Some(first), behind]).flatten();
    addresses.map(|address: IpAddr| Fact::Address(address.to_canonical()))
}

/// Returns values of a claim that is compared with `operand`.
pub(super) fn values(names: Names, operand: Operand) -> Vec<Fact> {
    let mut values: Vec<Value> = constant(operand).into_iter().collect();
    match operand {
        Operand::Integer(integer) => {
            #[expect(clippy::cast_precision_loss, reason = "a neighbour is enough")]
            let float = integer as f64;
            values.extend(integers(integer));
            values.extend(floats(float));
        }
        Operand::Float(float) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the cast saturates, and 64 bits hold the numbers of a rule"
            )]
            let whole = float.floor() as i128;
            values.extend(integers(whole));
            values.extend(floats(float));
        }
        _ => {}
    }
    values.into_iter().map(|value| Fact::Claim(names, value)).collect()
}

fn integers(integer: i128) -> impl Iterator<Item = Value> {
    [0, 1, -1].into_iter().filter_map(move |step| number(integer.checked_add(step)?))
}

/// Returns the number and the ones around it. The first and the last one are not adjacent, and
/// better to read in an example.
fn floats(float: f64) -> impl Iterator<Item = Value> {
    [float - 0.5, float + 0.5, float.next_down(), float, float.next_up()]
        .map(Value::from)
        .into_iter()
}
