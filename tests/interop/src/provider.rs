//! An oidc-provider in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use http::Request;
use serde_json::Value;

use crate::issuer::{Issuer, json};

/// The folder with the script of the provider and the list of its packages.
const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// Installs the packages of the provider, if they are missing.
///
/// # Errors
///
/// The error states what to install.
pub fn install() -> Result<(), String> {
    let run = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let supported = "process.exit(process.versions.node.split('.')[0] < 20 ? 1 : 0)";
    if !run(Command::new("node").args(["-e", supported]).stderr(Stdio::null())) {
        return Err("install Node 20 or newer, with npm, from https://nodejs.org".to_owned());
    }
    let installed = Path::new(FOLDER).join("node_modules/oidc-provider").exists();
    if !installed && !run(Command::new("npm").args(["ci", "--silent"]).current_dir(FOLDER)) {
        return Err(format!("install the provider: run `npm ci` in {FOLDER}"));
    }
    Ok(())
}

/// The certified provider. Tests choose its published keys and its signing key.
#[derive(Debug)]
pub struct Provider {
    issuer: Issuer,
    keys: PathBuf,
    /// The running process, with its output: a provider without a reader could not print.
    process: Option<(Child, BufReader<ChildStdout>)>,
}

impl Provider {
    /// Starts a provider with new keys on a free port.
    pub fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let keys =
            std::env::temp_dir().join(format!("interop-{}-{number}.json", std::process::id()));
        let issuer = Issuer { url: String::new(), token_endpoint: String::new() };
        let mut provider = Self { issuer, keys, process: None };
        provider.run("0");
        provider
    }

    /// Ends the process.
    pub fn stop(&mut self) {
        if let Some((mut child, _)) = self.process.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts the process again with the same keys on the same port.
    pub fn start_again(&mut self) {
        let url = self.issuer.url.clone();
        self.run(url.rsplit(':').next().unwrap());
        assert_eq!(self.issuer.url, url);
    }

    fn run(&mut self, port: &str) {
        let started = (0..3).find_map(|_| self.try_run(port));
        let (process, url) = started.expect("`node provider.mjs` listens within a minute");
        self.process = Some(process);
        self.issuer = Issuer { token_endpoint: format!("{url}/token"), url };
    }

    /// Starts the process, and returns it with the URL of the provider.
    ///
    /// Node 20 may stop for ever at its start: its main thread then waits for an idle one. So the
    /// process is ended after a minute without a sign of life.
    fn try_run(&self, port: &str) -> Option<((Child, BufReader<ChildStdout>), String)> {
        let mut child = Command::new("node")
            .current_dir(FOLDER)
            .args(["provider.mjs", port])
            .arg(&self.keys)
            // The pages where users log in need a client.
            .env("REDIRECT_URI", "http://127.0.0.1/callback")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`node` starts");
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            while !line.starts_with("Listening on ") {
                line.clear();
                let read = output.read_line(&mut line).unwrap();
                assert_ne!(read, 0, "`node provider.mjs 0 keys.json` ended in {FOLDER}");
            }
            sender.send((output, line))
        });
        let Ok((output, line)) = receiver.recv_timeout(Duration::from_secs(60)) else {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        };
        let url = line.trim_start_matches("Listening on ").trim().to_owned();
        Some(((child, output), url))
    }

    /// Returns the address.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Publishes these keys, separated by commas, and signs with the key `signing`.
    pub async fn keys(&self, published: &str, signing: &str) {
        self.control(&format!("published={published}&signing={signing}")).await;
    }

    /// Sets the clock of the provider forward.
    pub async fn later(&self, seconds: u64) {
        self.control(&format!("later={seconds}")).await;
    }

    /// Returns the number of introspections since the start of the process.
    pub async fn introspections(&self) -> u64 {
        self.control("").await["introspections"].as_u64().unwrap()
    }

    /// Returns the number of requests for the keys since the start of the process.
    pub async fn fetches(&self) -> u64 {
        self.control("").await["fetches"].as_u64().unwrap()
    }

    async fn control(&self, changes: &str) -> Value {
        let url = format!("{}/control?{changes}", self.issuer.url);
        json(Request::post(url).body(String::new()).unwrap()).await
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
        _ = std::fs::remove_file(&self.keys);
    }
}
