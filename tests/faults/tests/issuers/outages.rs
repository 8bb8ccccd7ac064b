//! Outages of many hours.

use faults::fault::Fault;

use crate::world::{Reply, run};

const HOUR: i64 = 60 * 60;

#[test]
fn s44_keys_outlive_an_outage_of_a_day_only() {
    run(async |world| {
        let cached = world.token("cached");
        assert_eq!(world.send(&cached).await, Reply::OK);
        let down = Fault::Status(503, String::new());
        world.fail(&down, &down);
        for hour in 1..24 {
            world.pass(HOUR).await;
            let token = world.token("new");
            assert_eq!(world.send(&token).await, Reply::OK, "{hour}");
        }
        world.pass(HOUR).await;
        for _ in 0..2 {
            for token in [&cached, &world.token("new")] {
                let reply = world.send(token).await;
                assert_eq!(reply.status, 503);
                assert!(reply.retry_after.is_some());
            }
        }
        world.recover();
        world.pass(60).await;
        let token = world.token("new");
        assert_eq!(world.send(&token).await, Reply::OK);
        assert_eq!(world.count("ERROR"), 2, "{:#?}", world.events());
    });
}
