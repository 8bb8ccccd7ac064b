//! Redis is killed, hangs and loses its data under load: no revoked token is let in.

mod world;

use processes::server::RedisServer;

use self::world::{Phase, World};

/// The number of rounds with a Redis that is killed and one that hangs.
const ROUNDS: usize = 3;

/// The number of requests of a phase, and of one in which each request takes the whole limit.
const SERVED: [u64; 2] = [2_000, 24];

async fn outage(world: &World, requests: u64, end: impl FnOnce(&mut RedisServer)) {
    world.phase(Phase::Down);
    world.serve(requests).await;
    world.phase(Phase::Changing);
    world.with_redis(end);
    world.recovery().await;
    world.phase(Phase::Up);
    world.serve(SERVED[0]).await;
    world.phase(Phase::Changing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s57_no_outage_lets_a_revoked_token_in() {
    let world = World::start().await;
    world.phase(Phase::Up);
    world.serve(SERVED[0]).await;
    world.phase(Phase::Changing);
    for _ in 0..ROUNDS {
        world.with_redis(RedisServer::kill);
        outage(&world, SERVED[0], RedisServer::restart).await;
        world.with_redis(RedisServer::hang);
        outage(&world, SERVED[1], RedisServer::go_on).await;
    }

    // It restarts without its data: 503 for all callers, until the operator accepts the loss.
    world.with_redis(|redis| {
        redis.kill();
        redis.lose_data();
        redis.restart();
    });
    world.loss().await;
    world.phase(Phase::Lost);
    world.serve(SERVED[0]).await;
    world.phase(Phase::Changing);
    world.end().await;
}
