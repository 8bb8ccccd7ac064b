//! The API on rocket keeps what its `curl` lines promise.

use std::error::Error;

#[test]
fn every_printed_line_gives_the_promised_status() -> Result<(), Box<dyn Error>> {
    demo::promises::assert_kept(env!("CARGO_BIN_EXE_rocket-api"))
}
