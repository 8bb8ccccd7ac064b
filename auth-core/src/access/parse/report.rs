//! Reads the text of a report.

use std::fmt;
use std::str::FromStr;

use crate::access::attribute::Access;
use crate::access::parse::cursor::RuleError;
use crate::access::report::Report;
use crate::access::route::Route;

/// Error for a text that is no report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportError {
    line: usize,
    mistake: Mistake,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Mistake {
    /// An indented line that belongs to no route, or a second handler.
    Misplaced,
    /// A line without a path.
    NoRoute,
    /// An attribute that cannot be read.
    Rule(RuleError),
}

impl ReportError {
    /// Returns the line of the mistake, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.mistake {
            Mistake::Misplaced => f.write_str(
                "expected a route such as `GET /users/{id}`, or an attribute behind its handler",
            ),
            Mistake::NoRoute => f.write_str("expected a method, a space and a path"),
            Mistake::Rule(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReportError {}

/// Reads a report as it prints itself. The memory of its rules is never freed.
///
/// # Errors
///
/// [`ReportError`] for any other text.
impl FromStr for Report {
    type Err = ReportError;

    fn from_str(text: &str) -> Result<Self, ReportError> {
        let mut routes: Vec<Route> = Vec::new();
        let mut last: Option<Block<'_>> = None;
        for (index, line) in text.lines().enumerate() {
            let error = |mistake| ReportError { line: index.saturating_add(1), mistake };
            let content = line.trim();
            if content.is_empty() {
                routes.extend(last.take().map(Block::into_route));
            } else if !line.starts_with(char::is_whitespace) {
                routes.extend(last.take().map(Block::into_route));
                let (method, path) =
                    content.split_once(' ').ok_or_else(|| error(Mistake::NoRoute))?;
                last = Some(Block { method, path, handler: None, access: Vec::new() });
            } else {
                let block = last.as_mut().ok_or_else(|| error(Mistake::Misplaced))?;
                if content.starts_with("#[") {
                    let access = content.parse::<Access>();
                    block.access.push(access.map_err(|mistake| error(Mistake::Rule(mistake)))?);
                } else if block.handler.is_none() && block.access.is_empty() {
                    block.handler = Some(content);
                } else {
                    return Err(error(Mistake::Misplaced));
                }
            }
        }
        routes.extend(last.map(Block::into_route));
        Ok(routes.into_iter().collect())
    }
}

/// The lines of one route.
struct Block<'a> {
    method: &'a str,
    path: &'a str,
    handler: Option<&'a str>,
    access: Vec<Access>,
}

impl Block<'_> {
    fn into_route(self) -> Route {
        Route::new(self.method, self.path, self.handler.unwrap_or_default(), self.access)
    }
}
