//! Tests the status of each call of the gRPC service.

use std::process::Command;

#[test]
fn every_call_gives_the_promised_status() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_tonic-api")).env("PORT", "0").output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text.lines().filter(|line| line.starts_with("blog.Blog/")).count(), 19, "{text}");
}
