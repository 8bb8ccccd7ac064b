//! A process of the program `api`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use processes::client::Client;

/// Returns the command that runs the program.
pub(crate) fn command(url: &str, cached_for: Duration) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.args([url, &cached_for.as_millis().to_string()]);
    command
}

/// A process of the program `api`. It ends with this value.
pub(crate) struct Process {
    child: Child,
    pub(crate) client: Client,
}

impl Process {
    /// Starts the program.
    pub(crate) async fn start(url: &str, cached_for: Duration) -> Self {
        Self::run(command(url, cached_for)).await
    }

    /// Runs a command of [`command`].
    pub(crate) async fn run(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let client = Client::connect(address.trim().parse().unwrap()).await;
        Self { child, client }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
