//! Reads a rule from the text that an attribute wrote for it, while the program is compiled.

#[cfg(test)]
mod tests;

use super::parts::{Parts, Side, Span, What};
use crate::identity::grants::GrantKind;
use crate::policy::comparison::{Operand, Operator};

/// The rule in `text`, in pieces. Nothing if the text is not, to the letter, what an attribute writes.
// SECURITY: there is no lenient reading: a text that somebody else wrote, or a later release of the macro, is no rule at all.
pub(crate) const fn read(text: &'static str) -> Option<Parts> {
    let mut reader =
        Reader { text, rest: text.as_bytes(), parts: Parts::EMPTY, variants: 0, is_broken: false };
    reader.requirement(0);
    if reader.is_broken || !reader.rest.is_empty() { None } else { Some(reader.parts) }
}

struct Reader {
    text: &'static str,
    /// What is still to be read of it.
    rest: &'static [u8],
    parts: Parts,
    /// How many typed values were met.
    variants: usize,
    /// Whether something was met that is not the language. Then nothing of the parts is used.
    is_broken: bool,
}

impl Reader {
    const fn requirement(&mut self, level: usize) {
        // In front of what stands in it.
        let Some(place) = self.parts.add(level) else {
            self.is_broken = true;
            return;
        };
        // As patterns: the compiler takes one look at each letter, wherever an attribute is compiled.
        let what = match self.rest {
            [b'a', b'n', b'y', b'(', rest @ ..] => What::Any(self.list(rest, level + 1)),
            [b'a', b'l', b'l', b'(', rest @ ..] => What::All(self.list(rest, level + 1)),
            [b'r', b'o', b'l', b'e', b' ', b'=', b' ', rest @ ..] => {
                self.granted(rest, GrantKind::Role)
            }
            [b's', b'c', b'o', b'p', b'e', b' ', b'=', b' ', rest @ ..] => {
                self.granted(rest, GrantKind::Scope)
            }
            [b'g', b'r', b'o', b'u', b'p', b' ', b'=', b' ', rest @ ..] => {
                self.granted(rest, GrantKind::Group)
            }
            [b'p', b'e', ..] => {
                self.expects("permission = ");
                self.granted(self.rest, GrantKind::Permission)
            }
            [b'a', b'u', ..] => {
                self.expects("authenticated");
                What::Authenticated
            }
            [b'a', b'c', ..] => What::Acr(self.alternatives_behind("acr = ")),
            [b'i', ..] => What::Issuer(self.alternatives_behind("issuer = ")),
            [b'm', ..] => What::MaxAge(self.seconds()),
            _ => {
                let left = self.side();
                let operator = self.operator();
                What::Compare(left, operator, self.side())
            }
        };
        self.parts.set(place, what);
    }

    /// How many requirements stand in a group whose parenthesis was opened in front of `rest`.
    const fn list(&mut self, rest: &'static [u8], level: usize) -> usize {
        self.rest = rest;
        let mut count = 0;
        while !self.is_broken {
            self.requirement(level);
            count += 1;
            match self.rest {
                [b',', b' ', rest @ ..] => self.rest = rest,
                [b')', rest @ ..] => {
                    self.rest = rest;
                    break;
                }
                _ => self.is_broken = true,
            }
        }
        count
    }

    const fn granted(&mut self, rest: &'static [u8], kind: GrantKind) -> What {
        self.rest = rest;
        if let [b'"', ..] = rest {
            return What::Grant(kind, self.alternatives());
        }
        // Which variant it is says the policy, so that the compiler looks its name up.
        self.path();
        let place = self.variants;
        self.variants += 1;
        What::Variant(kind, place)
    }

    const fn alternatives_behind(&mut self, word: &str) -> Span {
        self.expects(word);
        self.alternatives()
    }

    const fn alternatives(&mut self) -> Span {
        let mut span = self.parts.end();
        loop {
            let text = self.quoted();
            self.keep(text, &mut span);
            match self.rest {
                [b' ', b'|', b' ', rest @ ..] if !self.is_broken => self.rest = rest,
                _ => return span,
            }
        }
    }

    /// In the largest unit that says them whole.
    const fn seconds(&mut self) -> u64 {
        self.expects("max_age = \"");
        let number = self.digits();
        let (size, larger_unit) = if self.takes("s\"") {
            (1, 60)
        } else if self.takes("m\"") {
            (60, 60)
        } else if self.takes("h\"") {
            (3_600, 24)
        } else {
            self.expects("d\"");
            (86_400, u128::MAX)
        };
        match number.checked_mul(size) {
            Some(seconds) if seconds <= u64::MAX as u128 && !number.is_multiple_of(larger_unit) => {
                #[expect(clippy::cast_possible_truncation, reason = "it was compared")]
                let seconds = seconds as u64;
                seconds
            }
            _ => {
                self.is_broken = true;
                0
            }
        }
    }

    const fn side(&mut self) -> Side {
        let operand = match self.rest {
            [b'c', b'l', b'a', b'i', b'm', rest @ ..] => return Side::Claim(self.names(rest)),
            [b'p', ..] => {
                self.expects("path.");
                Operand::Path(self.word())
            }
            [b's', ..] => {
                self.expects("subject");
                Operand::Subject
            }
            [b't', ..] => {
                self.expects("true");
                Operand::Boolean(true)
            }
            [b'f', ..] => {
                self.expects("false");
                Operand::Boolean(false)
            }
            [b'"', ..] => Operand::Text(self.quoted()),
            _ => Operand::Integer(self.integer()),
        };
        Side::Other(operand)
    }

    /// The names of a claim whose word stands in front of `rest`.
    const fn names(&mut self, rest: &'static [u8]) -> Span {
        self.rest = rest;
        let mut span = self.parts.end();
        while !self.is_broken {
            let name = match self.rest {
                [b'.', rest @ ..] => {
                    self.rest = rest;
                    self.word()
                }
                [b'[', rest @ ..] => {
                    self.rest = rest;
                    let name = self.quoted();
                    self.expects("]");
                    name
                }
                _ => break,
            };
            self.keep(name, &mut span);
        }
        if span.count == 0 {
            self.is_broken = true;
        }
        span
    }

    const fn operator(&mut self) -> Operator {
        let (operator, rest) = match self.rest {
            [b' ', b'=', b'=', b' ', rest @ ..] => (Operator::Equal, rest),
            [b' ', b'>', b'=', b' ', rest @ ..] => (Operator::AtLeast, rest),
            [b' ', b'>', b' ', rest @ ..] => (Operator::Above, rest),
            [b' ', b'<', b'=', b' ', rest @ ..] => (Operator::AtMost, rest),
            [b' ', b'<', b' ', rest @ ..] => (Operator::Below, rest),
            _ => {
                self.expects(" contains ");
                (Operator::Contains, self.rest)
            }
        };
        self.rest = rest;
        operator
    }

    const fn integer(&mut self) -> i128 {
        let is_negative = self.takes("-");
        let size = self.digits();
        if size > i128::MAX.unsigned_abs() || is_negative && size == 0 {
            self.is_broken = true;
        }
        let size = size.cast_signed();
        if is_negative { size.wrapping_neg() } else { size }
    }

    const fn digits(&mut self) -> u128 {
        let has_leading_zero = matches!(self.rest, [b'0', b'0'..=b'9', ..]);
        let start = self.rest.len();
        let mut value: u128 = 0;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
            match value.checked_mul(10) {
                Some(tens) if tens <= u128::MAX - 9 => value = tens + (*digit - b'0') as u128,
                _ => self.is_broken = true,
            }
        }
        if start == self.rest.len() || has_leading_zero {
            self.is_broken = true;
        }
        value
    }

    /// A name.
    const fn word(&mut self) -> &'static str {
        let start = self.rest;
        if let [b'0'..=b'9', ..] = start {
            self.is_broken = true;
        }
        let mut rest = start;
        while let [b'a'..=b'z' | b'_' | b'A'..=b'Z' | b'0'..=b'9', tail @ ..] = rest {
            rest = tail;
        }
        self.rest = rest;
        self.since(start)
    }

    /// The path of a variant, which is there for readers.
    const fn path(&mut self) {
        let start = self.rest;
        if let [b'0'..=b'9', ..] = start {
            self.is_broken = true;
        }
        let mut rest = start;
        while let [
            b'a'..=b'z' | b'_' | b':' | b'A'..=b'Z' | b'0'..=b'9' | b'#' | 0x80..,
            tail @ ..,
        ] = rest
        {
            rest = tail;
        }
        self.rest = rest;
        if rest.len() == start.len() {
            self.is_broken = true;
        }
    }

    /// A text in quotes, which holds neither quotes nor escapes.
    const fn quoted(&mut self) -> &'static str {
        let [b'"', start @ ..] = self.rest else {
            self.is_broken = true;
            return "";
        };
        let mut rest = start;
        while let [0..=b'!' | b'#'..=b'[' | b']'.., tail @ ..] = rest {
            rest = tail;
        }
        self.rest = rest;
        let text = if start.len() == rest.len() { "" } else { self.since(start) };
        if let [b'"', rest @ ..] = rest {
            self.rest = rest;
        } else {
            self.is_broken = true;
        }
        text
    }

    /// What was passed since `start` was the rest: something.
    const fn since(&mut self, start: &[u8]) -> &'static str {
        let end = self.text.len() - self.rest.len();
        let (passed, _) = self.text.split_at(end);
        let (_, passed) = passed.split_at(self.text.len() - start.len());
        if passed.is_empty() {
            self.is_broken = true;
        }
        passed
    }

    const fn keep(&mut self, text: &'static str, span: &mut Span) {
        if !self.parts.keep(text, span) {
            self.is_broken = true;
        }
    }

    const fn expects(&mut self, word: &str) {
        if !self.takes(word) {
            self.is_broken = true;
        }
    }

    /// Whether the word comes next; then it is behind us.
    const fn takes(&mut self, word: &str) -> bool {
        let (mut rest, mut expected) = (self.rest, word.as_bytes());
        while let [byte, others @ ..] = expected {
            match rest {
                [next, tail @ ..] if *next == *byte => rest = tail,
                _ => return false,
            }
            expected = others;
        }
        self.rest = rest;
        true
    }
}
