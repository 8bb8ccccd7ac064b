//! `auth_core::prelude` stands beside everything that each framework exports at its root.

#![allow(unused_imports, reason = "what a glob brings is used only in part")]

/// Uses every name of the prelude beside the globs that stand in the module.
macro_rules! uses_every_name {
    () => {
        policy! { CanPublish = role = "editor"; }

        #[derive(Role)]
        enum Rank {
            Admin,
        }

        #[derive(Scope)]
        enum Reach {
            Write,
        }

        #[derive(Permission)]
        enum Act {
            Edit,
        }

        #[derive(Group)]
        enum Team {
            Blue,
        }

        #[require(role = Rank::Admin, scope = Reach::Write, permission = Act::Edit, group = Team::Blue)]
        fn typed() {}

        #[require(CanPublish)]
        fn guarded(identity: Identity, caller: MaybeIdentity) -> std::result::Result<(), Rejection> {
            drop((identity, caller));
            Ok(())
        }

        #[public("no data")]
        fn open() {}

        fn names(auth: Auth, proof: Guard<CanPublish>) {
            let _ = (auth, proof, typed, guarded, open);
        }

        pub(super) fn compile() {
            let _ = names;
        }
    };
}

mod actix_web {
    use ::actix_web::web::*;
    use ::actix_web::*;
    use ::auth_core::prelude::*;

    uses_every_name!();
}

mod poem {
    use ::auth_core::prelude::*;
    use ::poem::web::*;
    use ::poem::*;

    uses_every_name!();
}

mod rocket {
    use ::auth_core::prelude::*;
    use ::rocket::*;

    uses_every_name!();
}

mod salvo {
    use ::auth_core::prelude::*;
    use ::salvo::prelude::*;

    uses_every_name!();
}

mod tonic {
    use ::auth_core::prelude::*;
    use ::tonic::*;

    uses_every_name!();
}

#[test]
fn prelude_and_glob_imports_name_different_things() {
    actix_web::compile();
    poem::compile();
    rocket::compile();
    salvo::compile();
    tonic::compile();
}
