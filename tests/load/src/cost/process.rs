//! A server in a process of its own, and the CPU time that the process has used.

use std::env;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use super::contestants::Contestant;

/// A server that ends with this value.
pub(super) struct Process {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Process {
    /// Starts this program again, as the server of the contestant with this name.
    pub(super) fn start(contestant: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--serve", contestant]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, address: line.trim_end().parse().unwrap() }
    }

    /// Returns the CPU time that all threads have used so far, in user mode and in the kernel.
    ///
    /// `stat` of the process has the same sum in steps of 10 ms, which are too long here.
    pub(super) fn cpu_time(&self) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let nanoseconds = tasks.map(|task| {
            let statistics = fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
            statistics.split(' ').next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(nanoseconds.sum())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves the contestant with this name until the standard input ends. Prints the address.
pub(crate) async fn serve(name: &str) -> Result<(), String> {
    let mut contestants = Contestant::ALL.into_iter();
    let contestant = contestants.find(|contestant| contestant.name() == name);
    let router = contestant.ok_or_else(|| format!("unknown server `{name}`"))?.router();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    // The other end of the standard input closes when the test ends, also after a panic.
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
    axum::serve(listener, router).await.map_err(|error| error.to_string())
}
