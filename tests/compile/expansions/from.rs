//! `from = …`: the body of a function that returns a `Result` decides. The type of the policy
//! stands in the body as well, so that the function can be a method.

use auth_core::require;

impl Users {
    #[require(role = "admin", from = request)]
    async fn delete(&self, request: &Parts, id: u64) -> Result<(), Error> {
        self.remove(id).await
    }

    #[require(CanPublish, from = proof)]
    fn publish(&self, proof: &Guard<Editors>) -> Result<(), Error> {
        Ok(())
    }

    #[require(any(ip = "10.0.0.0/8", check(id == 7)), from = self.facts())]
    fn read(&self, id: u64) -> Result<User, Error> {
        self.users.get(id)
    }
}

impl Service for Users {
    #[require(authenticated, from = request, report_only)]
    fn list<'life0, 'async_trait>(
        &'life0 self,
        request: Request<()>,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<User>, Status>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move { Ok(self.users.all(request).await?) })
    }
}
