//! A test that an example keeps its promises: the status of each `curl` line.

use std::collections::HashMap;
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

/// Starts an example on a free port, and sends the request of each printed line over a socket,
/// in order and in reverse.
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
    let (mut shell, mut lines, mut unfinished) = (Shell::default(), Vec::new(), String::new());
    for line in stdout.lines() {
        let line = line?;
        assert!(line.chars().count() <= 80, "more than 80 columns: {line}");
        if let Some(start) = line.strip_suffix('\\') {
            unfinished += start;
            continue;
        }
        let line = std::mem::take(&mut unfinished) + &line;
        if line.starts_with("curl") {
            lines.push(line);
        } else if line.is_empty() && !lines.is_empty() {
            break;
        } else if let Some((name, value)) =
            line.split_once('=').filter(|(name, _)| !name.contains(' '))
        {
            let value = shell.words(value).concat();
            shell.variables.insert(name.to_owned(), value);
        }
    }
    assert!(lines.len() >= 30, "only {} lines were printed", lines.len());
    for line in lines.iter().chain(lines.iter().rev()) {
        let (command, comment) = line.rsplit_once(" # ").ok_or("no comment")?;
        let (expected, title) = comment.split_once(' ').ok_or("no title")?;
        assert_eq!(status(shell.words(command))?, expected, "{title}: {command}");
    }
    Ok(())
}

/// Sends the request of a `curl` line, and returns the status of the response.
fn status(command: Vec<String>) -> Outcome<String> {
    let (mut method, mut headers, mut body, mut url) =
        (None, String::new(), String::new(), String::new());
    let mut words = command.into_iter().skip(1);
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
    // A single write, as `curl` does. A server may reject a request and close before it reads the
    // rest.
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut status_line = String::new();
    BufReader::new(stream).read_line(&mut status_line)?;
    Ok(status_line.split(' ').nth(1).ok_or("no status")?.to_owned())
}

/// As much of a shell as the printed lines need: variables and quotes.
#[derive(Default)]
struct Shell {
    variables: HashMap<String, String>,
}

impl Shell {
    /// Splits a command at spaces outside of quotes. Replaces variables outside of single quotes.
    fn words(&self, command: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
        let mut rest = command.chars().peekable();
        while let Some(character) = rest.next() {
            match (character, quote) {
                (' ', None) => words.push(std::mem::take(&mut word)),
                ('\'' | '"', None) => quote = Some(character),
                (end, Some(start)) if end == start => quote = None,
                ('$', None | Some('"')) => {
                    let mut name = String::new();
                    let in_name = |next: &char| next.is_ascii_lowercase() || *next == '_';
                    while let Some(next) = rest.next_if(in_name) {
                        name.push(next);
                    }
                    word += self.variables.get(&name).map_or("", String::as_str);
                }
                _ => word.push(character),
            }
        }
        words.push(word);
        words.retain(|word| !word.is_empty());
        words
    }
}
