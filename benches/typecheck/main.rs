//! The cost of guards for the compiler: `cargo check` of many small handlers, unguarded, ours, and
//! with `protect-axum`. The counterpart of a rule of four requirements has four authorities.
//!
//! `cargo bench -p benches --bench typecheck` runs it. `-- --quick` has fewer handlers and turns,
//! as a test of the program.

mod check;
mod generate;

use std::path::Path;

use check::{Cost, check};
use generate::{GUARDS, Guard, Workspace};

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick");
    let (handlers, turns) = if quick { (50, 3) } else { (500, 7) };
    let workspace = Workspace::generate(Path::new(env!("CARGO_TARGET_TMPDIR")), handlers);
    for guard in &GUARDS {
        // Not timed: builds the dependencies.
        check(&workspace, guard);
    }
    let mut costs: Vec<(&Guard, Vec<Cost>)> =
        GUARDS.iter().map(|guard| (guard, Vec::new())).collect();
    for turn in 0..turns {
        for (guard, costs) in &mut costs {
            workspace.touch(guard, turn);
            costs.push(check(&workspace, guard));
        }
    }
    println!(
        "\n`cargo check` of {handlers} routed handlers, dependencies warm, not incremental, median \
         of {turns} in turn.\n"
    );
    print(&costs);
}

fn print(costs: &[(&Guard, Vec<Cost>)]) {
    let median = |costs: &[Cost], what: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(what).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let medians =
        |costs: &[Cost]| [median(costs, |cost| cost.elapsed), median(costs, |cost| cost.processor)];
    let of = |name| {
        let found = costs.iter().find(|(guard, _)| guard.name == name);
        found.map_or([f64::NAN; 2], |(_, costs)| medians(costs))
    };
    let [floor, floor_processor] = of(generate::UNGUARDED);
    let [other, _] = of(generate::PROTECT_AXUM);
    println!(
        "| handlers                       | seconds | added | of protect-axum's | \
         of its counterpart's | processor seconds | added |"
    );
    println!(
        "|--------------------------------|--------:|------:|------------------:|\
         ---------------------:|------------------:|------:|"
    );
    for (guard, costs) in costs {
        let [elapsed, processor] = medians(costs);
        let (added, added_processor) = (elapsed - floor, processor - floor_processor);
        let part = 100.0 * added / (other - floor);
        let [counterpart, _] = of(guard.counterpart);
        let part_of_counterpart = 100.0 * added / (counterpart - floor);
        println!(
            "| {:<30} | {elapsed:>7.2} | {added:>5.2} | {part:>15.0} % | \
             {part_of_counterpart:>18.0} % | {processor:>17.2} | {added_processor:>5.2} |",
            guard.name
        );
    }
    println!();
}
