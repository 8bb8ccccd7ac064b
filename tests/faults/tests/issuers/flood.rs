//! A flood of unknown key ids during a rotation, in the time of the test.

use faults::hostile;
use tests::signer::Signer;
use tokio::task::JoinHandle;

use crate::world::{Reply, run};

/// The length of the test, and the time at which the new key is published, in seconds.
const SECONDS: i64 = 15;
const PUBLISHED: i64 = 5;

/// The number of hostile tokens in a second: more than may wait at one time.
const A_SECOND: u32 = 400;

#[test]
fn s35_flood_turns_no_valid_token_into_a_401() {
    run(async |world| {
        let new = Signer::new("ES256", "new");
        let known = world.token("known");
        assert_eq!(world.send(&known).await, Reply::OK);
        let start = world.now();
        let (mut hostile, mut valid) = (Vec::new(), Vec::new());
        for second in 0..SECONDS {
            if second == PUBLISHED {
                world.issuer.publish(&[&world.signer, &new]);
            }
            for _ in 0..A_SECOND {
                let number = u32::try_from(hostile.len()).unwrap();
                let token = hostile::token(world.issuer.url(), number, world.now());
                hostile.push(world.spawn(token));
            }
            valid.push(world.spawn(known.clone()));
            valid.push(world.spawn(world.token(&format!("{second}"))));
            if second > PUBLISHED {
                let token = world.issuer.token(&new, &format!("{second}"), world.now());
                valid.push(world.spawn(token));
            }
            world.pass(1).await;
            world.settle().await;
        }
        // Requests wait for 4 seconds at most.
        for _ in 0..5 {
            world.pass(1).await;
            world.settle().await;
        }
        world.until(|| valid.iter().chain(&hostile).all(JoinHandle::is_finished)).await;
        let mut replies = [0, 0, 0];
        for request in hostile {
            let status = request.await.unwrap().status;
            replies[[200, 401, 503].iter().position(|known| *known == status).unwrap()] += 1;
        }
        let [accepted, rejected, later] = replies;
        assert!(accepted == 0 && rejected > 0 && later > 0, "{replies:?}");
        let mut rotating = 0;
        for request in valid {
            let reply = request.await.unwrap();
            // The flood may take all places to wait for the new key. The client comes again.
            let is_later = reply.status == 503 && reply.retry_after.is_some();
            assert!(reply == Reply::OK || is_later, "{reply:?}");
            rotating += i64::from(is_later);
        }
        // The new key is known after the next fetch.
        assert!(rotating <= 3, "{rotating} requests met the rotation");
        let token = world.issuer.token(&new, "after", world.now());
        assert_eq!(world.send(&token).await, Reply::OK);
        let seconds = usize::try_from(world.now() - start).unwrap();
        let fetches = world.issuer.keys.fetches().len();
        assert!(fetches <= 2 + seconds / 3, "{fetches} fetches in {seconds} s");
        assert!(fetches > seconds / 4, "{fetches} fetches in {seconds} s");
    });
}
