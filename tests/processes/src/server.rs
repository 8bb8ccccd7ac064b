//! A `redis-server` of a test's own.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use auth_redis::redis;

/// The password of each server. It must not appear in a log.
pub const PASSWORD: &str = "canary-of-redis";

/// Ports below those that the system gives to clients.
static NEXT_PORT: AtomicU16 = AtomicU16::new(0);

/// The data that survive the end of the process.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Data {
    /// `appendonly yes`: each revocation that was acknowledged.
    Kept,
    /// None.
    Lost,
}

/// A `redis-server`. It ends with this value.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
    directory: PathBuf,
    data: Data,
    settings: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts an empty server, with further settings.
    pub fn start(data: Data, settings: &[&str]) -> Self {
        let offset = NEXT_PORT.fetch_add(1, Ordering::Relaxed);
        let start = u16::try_from(std::process::id() % 10_000).unwrap();
        let directory =
            std::env::temp_dir().join(format!("auth-redis-{}-{offset}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        let mut server = Self { port: 0, directory, data, settings, process: None };
        // Another program may use a port.
        for attempt in 0..100 {
            server.port = 20_000 + (start + 101 * attempt + offset) % 12_000;
            if server.try_run() {
                return server;
            }
        }
        panic!("`redis-server` does not start");
    }

    /// Returns the URL with the password.
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/", self.port)
    }

    /// Returns a connection of a test's own.
    pub fn connection(&self) -> redis::Connection {
        redis::Client::open(self.url()).unwrap().get_connection().unwrap()
    }

    /// Serves TLS on another port, with the certificate of the settings. Returns the URL.
    pub fn serve_tls(&self) -> String {
        let mut connection = self.connection();
        let mut ports = (1..100).map(|offset| 20_000 + (self.port - 20_000 + 37 * offset) % 12_000);
        let serves = |port: &u16| {
            let mut set = redis::cmd("CONFIG");
            set.arg("SET").arg("tls-port").arg(*port).exec(&mut connection).is_ok()
        };
        let port = ports.find(serves).expect("a free port");
        format!("rediss://:{PASSWORD}@127.0.0.1:{port}/")
    }

    /// Starts the process again, after it was killed.
    pub fn restart(&mut self) {
        assert!(self.process.is_none() && self.try_run(), "`redis-server` does not start again");
    }

    /// Kills the process (SIGKILL).
    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Deletes the data of a process that was killed.
    pub fn lose_data(&self) {
        assert!(self.process.is_none());
        std::fs::remove_dir_all(&self.directory).unwrap();
        std::fs::create_dir_all(&self.directory).unwrap();
    }

    /// Stops the process (SIGSTOP): it keeps its connections and does not respond.
    pub fn hang(&mut self) {
        self.signal("-STOP");
    }

    /// Continues the process (SIGCONT).
    pub fn go_on(&mut self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Returns `false` if the process ends before it accepts connections.
    fn try_run(&mut self) -> bool {
        let append = if self.data == Data::Kept { "yes" } else { "no" };
        let mut process = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", append, "--requirepass", PASSWORD])
            .arg("--dir")
            .arg(&self.directory)
            .args(&self.settings)
            .stdout(Stdio::piped())
            .spawn()
            .expect("`redis-server` is needed: run `.ci/redis`");
        let mut log = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = log.any(|line| line.unwrap().contains("Ready to accept connections"));
        if ready {
            // A full pipe would block the process.
            std::thread::spawn(move || log.for_each(drop));
            self.process = Some(process);
        } else {
            process.wait().unwrap();
        }
        ready
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
