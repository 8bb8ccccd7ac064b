//! Where in the claims roles, permissions or groups stand: JSON pointers.

use serde_json::Value;

/// A JSON pointer into claims (RFC 6901). It leads through objects only: a place in a list is nobody's name.
#[derive(Clone, Debug)]
pub(super) struct Pointer {
    first: Box<str>,
    rest: Vec<Box<str>>,
}

/// Something other than an object is in the way.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct NoObject;

impl Pointer {
    /// `None` unless `text` starts with `/` and each of its `~` is part of `~0` or `~1`.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut names = text.strip_prefix('/')?.split('/').map(unescape);
        Some(Self { first: names.next()??, rest: names.collect::<Option<_>>()? })
    }

    /// The claim that it starts from.
    pub(super) fn first(&self) -> &str {
        &self.first
    }

    /// Whether it ends with that claim.
    pub(super) fn is_flat(&self) -> bool {
        self.rest.is_empty()
    }

    /// What stands there inside of that claim, if anything does.
    ///
    /// SECURITY: what is in the way has the wrong type, which must not count as absent (as in `Known::take`).
    pub(super) fn follow<'c>(&self, mut value: &'c Value) -> Result<Option<&'c Value>, NoObject> {
        for name in &self.rest {
            match value.as_object().ok_or(NoObject)?.get(&**name) {
                Some(member) => value = member,
                None => return Ok(None),
            }
        }
        Ok(Some(value))
    }
}

/// RFC 6901 §3 and §4: `~1` is `/` and `~0` is `~`.
fn unescape(name: &str) -> Option<Box<str>> {
    let mut parts = name.split('~');
    let mut unescaped = parts.next()?.to_owned();
    for part in parts {
        let (escaped, rest) = part.split_at_checked(1)?;
        unescaped.push(match escaped {
            "0" => '~',
            "1" => '/',
            _ => return None,
        });
        unescaped.push_str(rest);
    }
    Some(unescaped.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(pointer: &str) -> Result<Option<Value>, NoObject> {
        let claims = super::super::json::object(
            r#"{"a":{"b":{"c":"found"}},"https://x.example/roles":"slash","t~":"tilde","":"empty","l":["x"]}"#,
        );
        let pointer = Pointer::new(pointer).unwrap();
        match claims.unwrap().get(pointer.first()) {
            Some(value) => pointer.follow(value).map(Option::<&Value>::cloned),
            None => Ok(None),
        }
    }

    #[test]
    fn pointers_are_those_of_rfc_6901() {
        assert_eq!(follow("/a/b/c"), Ok(Some("found".into())));
        assert_eq!(follow("/https:~1~1x.example~1roles"), Ok(Some("slash".into())));
        assert_eq!(follow("/t~0"), Ok(Some("tilde".into())));
        assert_eq!(follow("/"), Ok(Some("empty".into())));
        for broken in ["", "a", "#/a", "/~", "/~2", "/a/~", "/a~é"] {
            assert!(Pointer::new(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn s19_what_is_absent_is_not_what_has_the_wrong_type() {
        assert_eq!(follow("/x/b"), Ok(None));
        assert_eq!(follow("/a/x/c"), Ok(None));
        assert_eq!(follow("/t~0/b"), Err(NoObject));
        assert_eq!(follow("/l/0"), Err(NoObject));
        assert_eq!(follow("/a/b/c/d"), Err(NoObject));
    }
}
