//! Redirects: the issuer's own are followed, and those to other origins are not.

use faults::endpoint::Endpoint;
use faults::fault::Fault;
use faults::issuer::{key_set, metadata_of};
use tests::signer::Signer;

use crate::world::{Reply, World, run};

#[test]
fn s43_redirect_within_the_origin_is_followed() {
    run(async |world| {
        world.fail(&Fault::Moved, &Fault::Moved);
        let token = world.token("alice");
        assert_eq!(world.send(&token).await, Reply::OK);
        assert_eq!(world.issuer.fetches(), (2, 2));
        assert_eq!(world.count("WARN"), 0);
    });
}

#[test]
fn s43_redirect_to_another_origin_is_not_followed() {
    for is_encrypted in [true, false] {
        run(async |world| {
            // Another server has a key under the same id, and would be believed.
            let thief = Signer::new("ES256", "current");
            let other = Endpoint::start(is_encrypted).await;
            for document in [Document::Metadata, Document::Keys] {
                let to = Fault::Redirect(format!("{}/x", other.origin()));
                match document {
                    Document::Metadata => {
                        let keys = format!("{}/keys", other.origin());
                        other.publish(metadata_of(world.issuer.url(), &keys));
                        world.fail(&to, &Fault::None);
                    }
                    Document::Keys => {
                        other.publish(key_set([thief.jwk()]));
                        world.fail(&Fault::None, &to);
                    }
                }
                assert_stolen_key_is_unknown(&world, &thief).await;
                assert_eq!(other.fetches().len(), 0);
                world.pass(60).await;
            }
        });
    }
}

enum Document {
    Metadata,
    Keys,
}

async fn assert_stolen_key_is_unknown(world: &World, thief: &Signer) {
    let stolen = world.issuer.token(thief, "admin", 1_800_000_000);
    for token in [stolen, world.token("alice")] {
        assert_eq!(world.send(&token).await.status, 503);
    }
}
