//! The report of a run, and its faults.

use std::fmt;
use std::time::{Duration, Instant};

use faults::hostile::ISSUED;

use crate::hostile;
use crate::known;
use crate::new;
use crate::{MAX_GROWTH, MIN_GAP};

/// The results of a run.
pub(crate) struct Outcome {
    /// The latencies of known tokens before, during and after the flood, in order of their size.
    pub(crate) latencies: [Vec<Duration>; 3],
    pub(crate) known: known::Replies,
    pub(crate) new: Vec<new::Reply>,
    pub(crate) hostile: hostile::Replies,
    /// The time of the flood.
    pub(crate) flood: Duration,
    /// The times of the fetches of the keys.
    pub(crate) fetches: Vec<Instant>,
    /// The resident memory before and after the flood, in kB.
    pub(crate) memory: [u64; 2],
}

impl Outcome {
    /// Returns the sentences about all that must not be.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.known.bad.is_empty() {
            faults.push(format!("Known tokens were rejected: {:?}.", self.known.bad));
        }
        for reply in &self.new {
            if reply.first == 401 || reply.last != 200 {
                faults.push(format!("A new token was rejected: {reply:?}."));
            }
        }
        for (replies, (issued, _)) in self.hostile.iter().zip(ISSUED) {
            if replies[0] > 0 || replies[1] == 0 {
                faults.push(format!("Hostile tokens ({issued}) were accepted, or none got 401."));
            }
        }
        if self.gap() < MIN_GAP {
            faults.push(format!("Two fetches were {:?} apart.", self.gap()));
        }
        if self.growth() > MAX_GROWTH {
            faults.push(format!("The memory grew by more than {MAX_GROWTH} kB."));
        }
        faults
    }

    /// Returns the minimum time between two fetches.
    fn gap(&self) -> Duration {
        let gaps = self.fetches.windows(2).map(|pair| pair[1] - pair[0]);
        gaps.min().unwrap_or_default()
    }

    fn growth(&self) -> u64 {
        self.memory[1].saturating_sub(self.memory[0])
    }
}

/// Returns the smallest latency that this share of all does not exceed, in microseconds.
fn percentile(latencies: &[Duration], per_mille: usize) -> f64 {
    let rank = (latencies.len() * per_mille).div_ceil(1_000).max(1);
    latencies.get(rank - 1).map_or(0.0, |latency| latency.as_secs_f64() * 1e6)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| tokens | 200 | 401 | 503 |\n|---|--:|--:|--:|")?;
        let bad = |status| self.known.bad.iter().filter(|bad| **bad == status).count();
        writeln!(f, "| known | {} | {} | {} |", self.known.good, bad(401), bad(503))?;
        for (name, status) in [
            ("new, first response", (|reply| reply.first) as fn(&new::Reply) -> u16),
            ("new, last response", |reply| reply.last),
        ] {
            let [good, bad, later] = [200, 401, 503]
                .map(|one| self.new.iter().filter(|reply| status(reply) == one).count());
            writeln!(f, "| {name} | {good} | {bad} | {later} |")?;
        }
        for ([good, bad, later], (issued, _)) in self.hostile.iter().zip(ISSUED) {
            writeln!(f, "| hostile, issued: {issued} | {good} | {bad} | {later} |")?;
        }
        writeln!(f, "\n| known tokens | requests | 50 %, µs | 99 %, µs | 99.9 %, µs |")?;
        writeln!(f, "|---|--:|--:|--:|--:|")?;
        let phases = ["before the flood", "during the flood", "after the flood"];
        for (latencies, phase) in self.latencies.iter().zip(phases) {
            let [half, most, nearly_all] = [500, 990, 999].map(|part| percentile(latencies, part));
            let count = latencies.len();
            writeln!(f, "| {phase} | {count} | {half:.1} | {most:.1} | {nearly_all:.1} |")?;
        }
        let [before, during, after] = self.latencies.each_ref().map(|all| percentile(all, 990));
        let sent: u32 = self.hostile.iter().flatten().sum();
        let slowest = self.new.iter().map(|reply| reply.time).max().unwrap_or_default();
        writeln!(
            f,
            "\nFlood: {sent} tokens in {:.1} s, {:.0} a second.\n\
             The 99 % of known tokens: {:.2} times that before, {:.2} times that after.\n\
             Slowest new token until its 200: {:.2} s.\n\
             Fetches of the keys: {}, at least {:.2} s apart.\n\
             Resident memory: {} kB before, {} kB after the flood ({} kB more, limit {MAX_GROWTH}).",
            self.flood.as_secs_f64(),
            f64::from(sent) / self.flood.as_secs_f64(),
            during / before,
            during / after,
            slowest.as_secs_f64(),
            self.fetches.len(),
            self.gap().as_secs_f64(),
            self.memory[0],
            self.memory[1],
            self.growth(),
        )
    }
}
