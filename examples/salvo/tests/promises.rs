//! Tests the status that each `curl` line promises.

use std::error::Error;

#[test]
fn every_printed_line_gives_the_promised_status() -> Result<(), Box<dyn Error>> {
    demo::promises::assert_kept(env!("CARGO_BIN_EXE_salvo-api"))
}
