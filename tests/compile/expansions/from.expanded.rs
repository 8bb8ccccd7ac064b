//! `from = …`: the body of a function that returns a `Result` decides. The type of the policy
//! stands in the body as well, so that the function can be a method.
use auth_core::require;
impl Users {
    /**
Requires: `role = "admin"`*/
    async fn delete(&self, request: &Parts, id: u64) -> Result<(), Error> {
        {
            const __REQUIRE_DECISION: () = ();
            enum __RequireDelete {}
            impl ::auth_core::macro_support::Policy for __RequireDelete {
                const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::role(
                    "admin",
                );
            }
            let caller = &request;
            if let ::core::result::Result::Err(rejection) = ::auth_core::macro_support::inquire::<
                __RequireDelete,
                _,
            >(caller)
                .check::<__RequireDelete>()
                .await
            {
                return ::auth_core::macro_support::refuse(rejection);
            }
        }
        { self.remove(id).await }
    }
    /**
Requires: `CanPublish`*/
    fn publish(&self, proof: &Guard<Editors>) -> Result<(), Error> {
        {
            const __REQUIRE_DECISION: () = ();
            let caller = &proof;
            if let ::core::result::Result::Err(rejection) = ::auth_core::macro_support::inquire_now::<
                CanPublish,
                _,
            >(caller)
                .check::<CanPublish>()
            {
                return ::auth_core::macro_support::refuse(rejection);
            }
        }
        { Ok(()) }
    }
    /**
Requires: `any(ip = "10.0.0.0/8", check(id == 7))`*/
    fn read(&self, id: u64) -> Result<User, Error> {
        {
            const __REQUIRE_DECISION: () = ();
            enum __RequireRead {}
            impl ::auth_core::macro_support::Policy for __RequireRead {
                const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::any(
                    &[
                        ::auth_core::macro_support::Rule::ip(
                            &[::auth_core::macro_support::Network::v4([10, 0, 0, 0], 8)],
                        ),
                        ::auth_core::macro_support::Rule::check(0, "id == 7"),
                    ],
                );
            }
            let caller = &self.facts();
            let caller = ::auth_core::macro_support::located(caller);
            let mut pending = match ::auth_core::macro_support::inquire_now::<
                __RequireRead,
                _,
            >(caller)
                .pending::<__RequireRead>()
            {
                ::core::result::Result::Ok(pending) => pending,
                ::core::result::Result::Err(rejection) => {
                    return ::auth_core::macro_support::refuse(rejection);
                }
            };
            if pending.asks(0).is_some() {
                let answer = ::auth_core::macro_support::run(|| {
                    let holds: ::core::primitive::bool = id == 7;
                    ::auth_core::macro_support::Answer::Ok(holds)
                });
                pending.answer(0, answer);
            }
            if let ::core::result::Result::Err(rejection) = pending.settle() {
                return ::auth_core::macro_support::refuse(rejection);
            }
        }
        { self.users.get(id) }
    }
}
impl Service for Users {
    /**
Requires (report only): `authenticated`*/
    fn list<'life0, 'async_trait>(
        &'life0 self,
        request: Request<()>,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<User>, Status>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        ::std::boxed::Box::pin(async move {
            {
                const __REQUIRE_DECISION: () = ();
                enum __RequireList {}
                impl ::auth_core::macro_support::Policy for __RequireList {
                    const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::authenticated();
                }
                let caller = &request;
                if let ::core::result::Result::Err(rejection) = ::auth_core::macro_support::inquire::<
                    __RequireList,
                    _,
                >(caller)
                    .observe::<__RequireList>()
                    .await
                {
                    return ::auth_core::macro_support::refuse(rejection);
                }
            }
            let future: Pin<
                Box<dyn Future<Output = Result<Vec<User>, Status>> + Send + 'async_trait>,
            > = { Box::pin(async move { Ok(self.users.all(request).await?) }) };
            future.await
        })
    }
}
