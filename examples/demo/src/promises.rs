//! An example keeps what its `curl` lines promise: each status, in order and in reverse.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Starts an example on a free port, and sends every line that it prints over a socket.
///
/// # Errors
///
/// If the example does not start, or a line of it cannot be read.
///
/// # Panics
///
/// If a status is not the promised one.
pub fn assert_kept(binary: &str) -> Outcome<()> {
    let mut command = Command::new(binary);
    command.env("PORT", "0").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Server(command.spawn()?);
    let stdout = BufReader::new(server.0.stdout.take().ok_or("no output")?);
    let lines = stdout.lines().map_while(Result::ok).skip_while(|line| !line.starts_with("curl"));
    let lines: Vec<_> = lines.take_while(|line| line.starts_with("curl")).collect();
    assert!(lines.len() >= 30, "only {} lines were printed", lines.len());
    for line in lines.iter().chain(lines.iter().rev()) {
        let (command, comment) = line.rsplit_once(" # ").ok_or("no comment")?;
        let (expected, title) = comment.split_once(' ').ok_or("no title")?;
        assert_eq!(status(command)?, expected, "{title}");
    }
    Ok(())
}

/// Sends what a `curl` line says, and gives the status of the answer.
fn status(command: &str) -> Outcome<String> {
    let (mut method, mut headers, mut body, mut url) = (None, String::new(), String::new(), String::new());
    let mut words = words(command).into_iter().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or("an option without a value");
        match word.as_str() {
            "-i" => {}
            "-I" => method = Some("HEAD".to_owned()),
            "-X" => method = Some(value()?),
            "-H" => headers = headers + &value()? + "\r\n",
            "-d" => body = value()?,
            _ => url = word,
        }
    }
    let method = method.unwrap_or_else(|| if body.is_empty() { "GET" } else { "POST" }.to_owned());
    let (host, path) = url.trim_start_matches("http://").split_once('/').ok_or("no path")?;
    let length = body.len();
    let mut stream = TcpStream::connect(host)?;
    // At once, as `curl` sends it; a server that refuses a request may close the connection on what it has not read of it.
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut status_line = String::new();
    BufReader::new(stream).read_line(&mut status_line)?;
    Ok(status_line.split(' ').nth(1).ok_or("no status")?.to_owned())
}

/// Splits at spaces outside of single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
