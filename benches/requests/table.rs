//! Prints the table as Markdown with aligned columns.

use crate::contestants::{BY_HAND, OURS, UNGUARDED};
use crate::lane::Lane;
use crate::rounds::Figures;

const HEAD: [&str; 9] = [
    "request",
    "guard",
    "ns",
    "± %",
    "× unguarded",
    "× hand-written",
    "× ours",
    "allocations",
    "bytes",
];

/// A row, ready to print.
pub(crate) type Row = [String; 9];

pub(crate) fn rows(lanes: &[&Lane], figures: &[Figures]) -> Vec<Row> {
    let beside = |group: &str, name: &str| {
        let place = lanes.iter().position(|lane| lane.group == group && lane.name == name);
        place.and_then(|place| figures.get(place))
    };
    let row = |(lane, own): (&&Lane, &Figures)| {
        let times = |name| beside(&lane.group, name).map(|other| own.times(other));
        [
            lane.group.clone(),
            lane.name.to_owned(),
            format!("{:.0}", own.median()),
            format!("{:.0}", own.spread() * 50.0),
            times(UNGUARDED).map_or(nothing(), |times| format!("{times:.2}")),
            times(BY_HAND).map_or(nothing(), |times| format!("{times:.3}")),
            times(OURS).map_or(nothing(), |times| format!("{times:.3}")),
            short(own.allocations),
            short(own.bytes),
        ]
    };
    lanes.iter().zip(figures).map(row).collect()
}

pub(crate) fn nothing() -> String {
    "–".to_owned()
}

/// Formats a count, without decimals if it is whole, as most counts per request are.
pub(crate) fn short(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.2}") }
}

pub(crate) fn print(rows: &[Row]) {
    let head = HEAD.map(str::to_owned);
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|column| {
            let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    print_row(&head, &widths);
    let rules: Vec<String> =
        widths.iter().enumerate().map(|(column, width)| rule(column, *width)).collect();
    println!("|{}|", rules.join("|"));
    for row in rows {
        print_row(row, &widths);
    }
}

/// Returns whether a column has strings. The others have numbers.
fn is_text(column: usize) -> bool {
    column < 2
}

fn rule(column: usize, width: usize) -> String {
    let line = "-".repeat(width + 1);
    if is_text(column) { format!("{line}-") } else { format!("{line}:") }
}

fn print_row(row: &Row, widths: &[usize]) {
    let cell = |(column, (text, width)): (usize, (&String, &usize))| {
        if is_text(column) { format!(" {text:<width$} ") } else { format!(" {text:>width$} ") }
    };
    let cells: Vec<String> = row.iter().zip(widths).enumerate().map(cell).collect();
    println!("|{}|", cells.join("|"));
}
