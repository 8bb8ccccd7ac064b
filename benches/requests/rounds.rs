//! Gives each contestant a turn in each round, so that other load on the machine affects all of
//! them equally.

use crate::group::Group;
use crate::lane::Turn;
use crate::options::Options;
use crate::tokens::Mint;

/// The number of untimed requests before each turn. They load the contestant's code and data into
/// the caches.
const WARM_UP: usize = 16;

/// The figures of a lane in each round, per request.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) nanoseconds: Vec<f64>,
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
}

/// Returns the figures of all lanes, in the order of the groups.
pub(crate) async fn measure(
    groups: &mut [Group<'_>],
    mint: &mut Mint,
    options: &Options,
) -> Vec<Figures> {
    let lanes = groups.iter().map(|group| group.lanes.len()).sum();
    let mut figures: Vec<Figures> = (0..lanes).map(|_| Figures::default()).collect();
    let warm_up = WARM_UP.min(options.requests);
    for group in &mut *groups {
        group.fill(mint, options.scope).await;
    }
    for round in 0..options.rounds {
        for group in &mut *groups {
            group.supply(mint, warm_up + options.requests);
        }
        let lanes = groups.iter_mut().flat_map(|group| &mut group.lanes);
        let mut turns: Vec<_> = lanes.zip(&mut figures).collect();
        // Every second round is reversed, so that no contestant always follows the same other one.
        if round % 2 == 1 {
            turns.reverse();
        }
        for (lane, figures) in turns {
            lane.turn(warm_up, options.scope).await;
            figures.add(lane.turn(options.requests, options.scope).await, options.requests);
        }
    }
    figures
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "a table shows four digits")]
    pub(crate) fn add(&mut self, turn: Turn, requests: usize) {
        let requests = requests as f64;
        self.nanoseconds.push(turn.time.as_secs_f64() * 1e9 / requests);
        self.allocations = turn.allocations.calls as f64 / requests;
        self.bytes = turn.allocations.bytes as f64 / requests;
    }

    pub(crate) fn median(&self) -> f64 {
        quantile(self.nanoseconds.clone(), 0.5)
    }

    /// Returns the distance between the quartiles, as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        let at = |part| quantile(self.nanoseconds.clone(), part);
        (at(0.75) - at(0.25)) / at(0.5)
    }

    /// Returns the median of the ratios of each round. It varies less than the ratio of the
    /// medians, because both turns of a round ran under the same load.
    pub(crate) fn times(&self, other: &Self) -> f64 {
        quantile(
            self.nanoseconds
                .iter()
                .zip(&other.nanoseconds)
                .map(|(mine, others)| mine / others)
                .collect(),
            0.5,
        )
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the place of a part between 0 and 1 in a short list"
)]
fn quantile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len().saturating_sub(1) as f64 * part).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}
