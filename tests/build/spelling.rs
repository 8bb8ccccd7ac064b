//! Random spellings of a rule.

use std::fmt::Write as _;

use crate::forms::is_identifier;
use crate::material::{AGES, MODULES, MODULES_BEHIND_A_BAR, NETWORKS, Operand, Tree, Value};
use crate::random::Random;

/// A random spelling of a rule.
pub(crate) struct Spelling<'r>(pub(crate) &'r mut Random);

impl Spelling<'_> {
    /// An attribute behind `#[auth_core::`, up to its `]`.
    pub(crate) fn attribute(&mut self, tree: &Tree) -> String {
        let items = self.items(tree, true);
        let (open, close) =
            self.0.pick(&[("(", ")"), ("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")]);
        format!("require{open}{items}{close}")
    }

    /// Returns the arguments of an attribute.
    pub(crate) fn items(&mut self, tree: &Tree, with_option: bool) -> String {
        let mut tokens = Vec::new();
        // An option changes nothing of the rule, and stands before or behind it.
        let options: [&[&str]; 3] =
            [&["conceal"], &["report_only"], &["crate", "=", "::", "auth_core"]];
        let option: Vec<String> = self.0.pick(&options).iter().map(ToString::to_string).collect();
        let place = if with_option { self.0.between(0, 9) } else { 9 };
        if place == 0 {
            tokens.extend(option.clone());
            tokens.push(",".to_owned());
        }
        match tree {
            // The attribute's own commas are `all`; nothing else may stand beside `all(…)`.
            Tree::All(children) if place < 2 || self.0.chance(70) => {
                self.list(children, &mut tokens);
            }
            tree => self.list(std::slice::from_ref(tree), &mut tokens),
        }
        if place == 1 {
            if tokens.last().is_some_and(|last| last != ",") {
                tokens.push(",".to_owned());
            }
            tokens.extend(option);
        }
        let mut text = self.gap();
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 {
                let touches = |char: char| char.is_alphanumeric() || "_\"#".contains(char);
                let (before, after): (&String, &String) = (&tokens[index - 1], token);
                let gap = self.gap();
                // Words and literals side by side would become one token.
                if gap.is_empty() && before.ends_with(touches) && after.starts_with(touches) {
                    text.push(' ');
                }
                text.push_str(&gap);
            }
            text.push_str(token);
        }
        text + &self.gap()
    }

    /// Requirements with commas between them, and perhaps one behind the last.
    fn list(&mut self, children: &[Tree], tokens: &mut Vec<String>) {
        for (index, child) in children.iter().enumerate() {
            if index > 0 {
                tokens.push(",".to_owned());
            }
            self.tree(child, tokens);
        }
        if self.0.chance(25) {
            tokens.push(",".to_owned());
        }
    }

    fn tree(&mut self, tree: &Tree, tokens: &mut Vec<String>) {
        let word = |word: &str, tokens: &mut Vec<String>| tokens.push(word.to_owned());
        match tree {
            Tree::Authenticated => word("authenticated", tokens),
            Tree::Named(policy) => {
                let modules = self.0.pick(&["", "", "crate::attributes::generated::"]);
                push_path(&format!("{modules}Policy{policy}"), tokens);
            }
            Tree::Any(children) | Tree::All(children) => {
                word(if matches!(tree, Tree::Any(_)) { "any" } else { "all" }, tokens);
                word("(", tokens);
                self.list(children, tokens);
                word(")", tokens);
            }
            Tree::Grant(kind, values) => {
                for (index, value) in values.iter().enumerate() {
                    before_alternative(kind, index, tokens);
                    match value {
                        Value::Text(name) => tokens.push(self.text(name)),
                        Value::Typed(class, variant, ..) => {
                            let modules = self.0.pick(if index == 0 {
                                &MODULES
                            } else {
                                MODULES_BEHIND_A_BAR
                            });
                            push_path(&format!("{modules}{class}::{variant}"), tokens);
                        }
                    }
                }
            }
            Tree::Issuer(texts) => self.alternatives("issuer", texts, tokens),
            Tree::Acr(texts) => self.alternatives("acr", texts, tokens),
            Tree::MaxAge(place) => {
                let age = self.0.pick(AGES[*place].0);
                self.alternatives("max_age", &[age], tokens);
            }
            Tree::Ip(places) => {
                let texts: Vec<&str> =
                    places.iter().map(|place| self.0.pick(NETWORKS[*place])).collect();
                self.alternatives("ip", &texts, tokens);
            }
            Tree::Compare(left, operator, right) => {
                self.operand(left, tokens);
                word(operator, tokens);
                self.operand(right, tokens);
            }
        }
    }

    fn alternatives(&mut self, keyword: &str, texts: &[&str], tokens: &mut Vec<String>) {
        for (index, text) in texts.iter().enumerate() {
            before_alternative(keyword, index, tokens);
            tokens.push(self.text(text));
        }
    }

    fn operand(&mut self, operand: &Operand, tokens: &mut Vec<String>) {
        match operand {
            Operand::Claim(names) => {
                tokens.push("claim".to_owned());
                for name in *names {
                    // Names outside of ASCII print in quotes, which are optional in the source.
                    if (is_identifier(name) || *name == "größe") && self.0.chance(80) {
                        tokens.extend([".".to_owned(), self.name(name)]);
                    } else {
                        tokens.extend(["[".to_owned(), self.text(name), "]".to_owned()]);
                    }
                }
            }
            Operand::Path(name) => {
                tokens.extend(["path".to_owned(), ".".to_owned(), self.name(name)]);
            }
            Operand::Subject => tokens.push("subject".to_owned()),
            Operand::Text(text) => tokens.push(self.text(text)),
            Operand::Boolean(truth) => tokens.push(truth.to_string()),
            Operand::Integer(number) => {
                if *number < 0 {
                    tokens.push("-".to_owned());
                }
                let size = number.unsigned_abs();
                let digits = match self.0.between(0, 6) {
                    0 => format!("{size:#x}"),
                    1 => format!("{size:#o}"),
                    2 => format!("{size:#b}"),
                    3 => format!("0x{size:X}"),
                    4 => format!("00{size}"),
                    _ => size.to_string(),
                };
                tokens.push(self.underscored(&digits));
            }
            Operand::Float(number) => {
                if number.is_sign_negative() {
                    tokens.push("-".to_owned());
                }
                let size = number.abs();
                let digits = match self.0.between(0, 4) {
                    0 => format!("{size:e}"),
                    1 => format!("{size:E}0").replace("E0", "E+0").replace("E-0", "E-"),
                    2 if size.fract() == 0.0 => format!("{size}."),
                    _ => format!("{size:?}"),
                };
                // However it is written, it is the same number, and not an integer.
                let same = digits.parse() == Ok(size) && digits.contains(['.', 'e', 'E']);
                tokens.push(if same { self.underscored(&digits) } else { format!("{size:?}") });
            }
        }
    }

    /// A name behind a dot; all of them but `self` may be raw.
    fn name(&mut self, name: &str) -> String {
        if name != "self" && self.0.chance(15) { format!("r#{name}") } else { name.to_owned() }
    }

    /// A number, perhaps with an underscore somewhere behind its first digits.
    fn underscored(&mut self, digits: &str) -> String {
        let at = self.0.between(0, digits.len() - 1);
        let between_digits = digits
            .get(at..=at + 1)
            .is_some_and(|two| two.chars().all(|char| char.is_ascii_digit()));
        if between_digits && self.0.chance(30) {
            format!("{}_{}", &digits[..=at], &digits[at + 1..])
        } else {
            digits.to_owned()
        }
    }

    /// A text as a literal.
    fn text(&mut self, text: &str) -> String {
        match self.0.between(0, 9) {
            0 | 1 => {
                let mut hashes = String::new();
                while self.0.chance(30) || text.contains(&format!("\"{hashes}")) {
                    hashes.push('#');
                }
                format!("r{hashes}\"{text}\"{hashes}")
            }
            2 => {
                let mut escaped = String::new();
                for char in text.chars() {
                    match self.0.between(0, 2) {
                        0 if char.is_ascii() => {
                            write!(escaped, "\\x{:02x}", u32::from(char)).unwrap();
                        }
                        1 => write!(escaped, "\\u{{{:X}}}", u32::from(char)).unwrap(),
                        _ => write!(escaped, "{}", char.escape_debug()).unwrap(),
                    }
                }
                format!("\"{escaped}\"")
            }
            3 if text.is_ascii() && text.len() > 2 && !text.contains([' ', '"', '\\']) => {
                // A backslash at the end of a line swallows the white space behind it.
                let at = self.0.between(1, text.len() - 1);
                format!("\"{}\\\n    {}\"", &text[..at], &text[at..])
            }
            _ => format!("{text:?}"),
        }
    }

    /// Returns white space or a comment, for the space between two tokens.
    fn gap(&mut self) -> String {
        match self.0.between(0, 19) {
            0..=6 => String::new(),
            7 => "\n".to_owned(),
            8 => "  \t ".to_owned(),
            9 => "/* role = \"root\" */".to_owned(),
            10 => "// , any(\n".to_owned(),
            _ => " ".to_owned(),
        }
    }
}

pub(crate) fn before_alternative(keyword: &str, index: usize, tokens: &mut Vec<String>) {
    match index {
        0 => tokens.extend([keyword.to_owned(), "=".to_owned()]),
        _ => tokens.push("|".to_owned()),
    }
}

pub(crate) fn push_path(path: &str, tokens: &mut Vec<String>) {
    for (index, part) in path.split("::").enumerate() {
        if index > 0 {
            tokens.push("::".to_owned());
        }
        tokens.push(part.to_owned());
    }
}
