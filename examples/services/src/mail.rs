//! Mail: a trait behind `#[async_trait]`, with the rule on its implementation.

use std::sync::Mutex;

use async_trait::async_trait;
use auth_core::require;

use crate::context::Context;
use crate::error::Error;

/// Sends mail.
#[async_trait]
pub(crate) trait Mail {
    /// Sends a message.
    async fn send(&self, context: &Context, text: &str) -> Result<(), Error>;
}

/// Stores mail instead of sending it.
#[derive(Debug, Default)]
pub(crate) struct Outbox(Mutex<Vec<String>>);

#[async_trait]
impl Mail for Outbox {
    #[require(scope = "mail:send", from = context)]
    async fn send(&self, context: &Context, text: &str) -> Result<(), Error> {
        if let Ok(mut sent) = self.0.lock() {
            sent.push(format!("[{}] {text}", context.locale));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use auth_core::Identity;

    #[tokio::test]
    async fn trait_object_rejects_and_sends_no_mail() -> Result<(), Box<dyn std::error::Error>> {
        let outbox = Outbox::default();
        let mail: &dyn Mail = &outbox;
        let caller = |scope: &str| {
            let user = Identity::builder("https://test.example", "tester").scope(scope).build();
            user.map(|user| Context { user, locale: "en" })
        };
        let Err(Error::Refused(rejection)) = mail.send(&caller("mail:read")?, "Hello").await else {
            return Err("let in".into());
        };
        assert_eq!(rejection.status(), 403);
        mail.send(&caller("mail:send")?, "Hello").await?;
        assert_eq!(*outbox.0.lock().unwrap(), ["[en] Hello"]);
        Ok(())
    }
}
