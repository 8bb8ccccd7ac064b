//! The store in Redis: equal to the one in memory, and closed for all that it does not know.

use std::error::Error as _;
use std::time::Duration;

use auth_core::Identity;
use auth_core::authn::RevocationStatus::{Good, Revoked};
use auth_core::authn::{InMemoryRevocations, Revocation, RevocationStatus, Revocations};
use auth_core::time::Timestamp;
use auth_redis::redis::{self, Commands as _};
use auth_redis::{Error, RedisRevocations};
use processes::api::ISSUER;
use processes::server::{Data, PASSWORD, RedisServer};

const HOUR: Duration = Duration::from_secs(3_600);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn caller(subject: &str) -> Identity {
    let identity = Identity::builder(ISSUER, subject);
    identity.token_id(format!("id of {subject}")).issued_at(at(100)).build().unwrap()
}

async fn marked(server: &RedisServer) -> RedisRevocations {
    let store = RedisRevocations::connect(&server.url()).await.unwrap();
    store.initialize().await.unwrap();
    store
}

async fn status(store: &RedisRevocations, subject: &str) -> Result<RevocationStatus, Error> {
    let result = store.standing(&caller(subject), Timestamp::now()).await;
    result.map_err(|error| *error.downcast().unwrap())
}

async fn revoke(store: &RedisRevocations, revocation: Revocation) -> Result<(), Error> {
    let result = store.revoke(&revocation, Timestamp::now()).await;
    result.map_err(|error| *error.downcast().unwrap())
}

/// Returns all text of an error, as logs may have it.
fn text(error: &Error) -> String {
    let source = error.source().map(ToString::to_string);
    format!("{error} {error:?} {}", source.unwrap_or_default())
}

/// Pairs of parts with equal concatenations, and text that ends strings of Lua and of Redis.
const ISSUERS: [&str; 3] = ["a", "ab", "]] redis.call('FLUSHALL') --"];
const NAMES: [&str; 5] = ["bc", "c", "*", "'\r\nFLUSHALL\r\n", "\0"];
const TIMES: [i64; 5] = [i64::MIN, 0, (1 << 53) + 1, i64::MAX - 1, i64::MAX];

fn random_revocation(random: &mut fastrand::Rng) -> Revocation {
    let issuer = ISSUERS[random.usize(..ISSUERS.len())];
    let name = NAMES[random.usize(..NAMES.len())];
    let time = at(TIMES[random.usize(..TIMES.len())].saturating_sub(random.i64(0..2)));
    let revocation = match random.u8(0..4) {
        0 => Revocation::token(issuer, name),
        1 => Revocation::user(issuer, name),
        _ => Revocation::user_before(issuer, name, time),
    };
    let ends = [i64::MIN, 0, 1_800_000_000, 253_402_300_799, i64::MAX];
    revocation.until(at(ends[random.usize(..ends.len())]))
}

fn identities() -> impl Iterator<Item = Identity> {
    let pairs = ISSUERS.iter().flat_map(|issuer| NAMES.iter().map(move |name| (issuer, name)));
    let times = [None].into_iter().chain(TIMES.map(Some));
    times.flat_map(move |time| {
        pairs.clone().enumerate().map(move |(index, (&issuer, &name))| {
            let mut identity = Identity::builder(issuer, name);
            if index % 3 > 0 {
                identity = identity.token_id(NAMES[index % NAMES.len()]);
            }
            if let Some(time) = time {
                identity = identity.issued_at(at(time));
            }
            identity.build().unwrap()
        })
    })
}

/// Random revocations have the same effect in both stores, in the process that made them and in
/// another one.
#[tokio::test]
async fn s57_both_stores_have_the_same_effect() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (mut good, mut revoked) = (0, 0);
    for seed in 0..25 {
        let prefix = format!("{seed}:");
        let [here, there] = [marked(&server).await, marked(&server).await]
            .map(|store| store.prefix(prefix.clone()));
        here.initialize().await.unwrap();
        let memory = InMemoryRevocations::default();
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..8 {
            let (revocation, now) = (random_revocation(&mut random), at(random.i64(..)));
            here.revoke(&revocation, now).await.unwrap();
            memory.revoke(&revocation, now).await.unwrap();
        }
        for identity in identities() {
            let expected = memory.standing(&identity, at(0)).await.unwrap();
            for store in [&here, &there] {
                let actual = store.standing(&identity, at(0)).await.unwrap();
                assert_eq!(actual, expected, "seed {seed}: {identity:?}");
            }
            *(if expected == Good { &mut good } else { &mut revoked }) += 1;
        }
    }
    assert!(good > 200 && revoked > 200, "{good} good, {revoked} revoked");
}

#[tokio::test]
async fn s57_redis_without_mark_is_an_error() {
    let mut server = RedisServer::start(Data::Lost, &[]);
    let fresh = RedisRevocations::connect(&server.url()).await.unwrap();
    let error = status(&fresh, "alice").await.unwrap_err();
    assert!(matches!(error, Error::NotInitialized { .. }), "{error}");
    assert!(error.to_string().contains("`redis-cli set auth:revocations 1`"), "{error}");
    fresh.initialize().await.unwrap();
    fresh.initialize().await.unwrap();
    assert_eq!(status(&fresh, "alice").await.unwrap(), Good);

    // Its data are lost. A tolerated caller is not let in: Redis responds.
    let store = marked(&server).await.tolerate(HOUR);
    assert_eq!(status(&store, "alice").await.unwrap(), Good);
    server.kill();
    server.restart();
    while status(&store, "alice").await.is_ok_and(|status| status == Good) {}
    for _ in 0..3 {
        let error = status(&store, "alice").await.unwrap_err();
        assert!(matches!(error, Error::NotInitialized { .. }), "{error}");
    }
    store.initialize().await.unwrap();
    assert_eq!(status(&store, "alice").await.unwrap(), Good);
}

#[tokio::test]
async fn s57_unknown_types_and_values_are_errors() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (store, mut direct) = (marked(&server).await, server.connection());
    for revocation in [Revocation::user(ISSUER, "alice"), Revocation::token(ISSUER, "id of alice")]
    {
        revoke(&marked(&server).await, revocation.clone()).await.unwrap();
        let [key]: [String; 1] =
            direct.keys::<_, Vec<_>>("auth:revoked:*").unwrap().try_into().unwrap();
        assert_eq!(status(&store, "alice").await.unwrap(), Revoked);
        for value in ["", "1", "18446744073709551616", "0000000000000000000a"] {
            let () = direct.set(&key, value).unwrap();
            let error = status(&store, "alice").await.unwrap_err();
            assert!(matches!(error, Error::UnknownValue { .. }), "{value:?}: {error}");
            assert!(revoke(&store, revocation.clone()).await.is_err());
            assert_eq!(direct.get::<_, String>(&key).unwrap(), value);
        }
        let () = direct.del(&key).unwrap();
        let () = direct.lpush(&key, "1").unwrap();
        for store in [&store, &marked(&server).await.tolerate(HOUR)] {
            let error = status(store, "alice").await.unwrap_err();
            assert!(text(&error).contains("WRONGTYPE"), "{error:?}");
            assert!(revoke(store, revocation.clone()).await.is_err());
        }
        let () = direct.del(&key).unwrap();
        // A revocation that was not stored has no effect in its process either.
        assert_eq!(status(&store, "alice").await.unwrap(), Good);
    }
    let () = direct.set("auth:revocations", "2").unwrap();
    assert!(matches!(status(&store, "alice").await, Err(Error::UnknownValue { .. })));
    assert!(matches!(store.initialize().await, Err(Error::UnknownValue { .. })));
}

/// Returns the remaining seconds of the only key; `None` without an end.
fn life(direct: &mut redis::Connection) -> Option<i64> {
    let [key]: [String; 1] =
        direct.keys::<_, Vec<_>>("auth:revoked:*").unwrap().try_into().unwrap();
    match direct.pttl::<_, i64>(key).unwrap() {
        -1 => None,
        left => Some((left + 999) / 1_000),
    }
}

#[tokio::test]
async fn s57_revocation_keeps_its_longest_life() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (store, mut direct) = (marked(&server).await, server.connection());
    let now = Timestamp::now().as_secs();
    let revoke = async |until: i64, clock: i64| {
        let revocation = Revocation::user_before(ISSUER, "alice", at(100)).until(at(until));
        store.revoke(&revocation, at(clock)).await.unwrap();
    };
    let about = |life: Option<i64>, expected: i64| {
        assert!(
            life.is_some_and(|life| (expected - 60..=expected + 1).contains(&life)),
            "{life:?}"
        );
    };
    // The end is past by both clocks.
    revoke(now - 100_000, now).await;
    about(life(&mut direct), 300);
    revoke(now + 1_000, now).await;
    about(life(&mut direct), 1_300);
    // An earlier end shortens nothing, nor does a clock that is fast.
    revoke(now + 500, now).await;
    revoke(now + 900, now + 100_000).await;
    about(life(&mut direct), 1_300);
    // The clock of Redis is fast, as this slower clock shows.
    revoke(now + 2_000, now - 10_000).await;
    about(life(&mut direct), 12_300);
    revoke(i64::MAX, now).await;
    assert_eq!(life(&mut direct), None);
    revoke(now + 1_000, now).await;
    assert_eq!(life(&mut direct), None);
}

#[tokio::test]
async fn s57_redis_has_no_names() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (store, mut direct) = (marked(&server).await, server.connection());
    revoke(&store, Revocation::user(ISSUER, "canary-subject")).await.unwrap();
    revoke(&store, Revocation::token(ISSUER, "canary-token")).await.unwrap();
    let _ = status(&store, "canary-subject").await.unwrap();
    let keys: Vec<String> = direct.keys("*").unwrap();
    let values: Vec<String> = direct.mget(&keys).unwrap();
    assert_eq!(keys.len(), 3);
    let all = format!("{keys:?} {values:?}");
    assert!(!all.contains("canary") && !all.contains("issuer"), "{all}");
}

#[tokio::test]
async fn stores_with_different_prefixes_are_apart() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (one, other) = (marked(&server).await, marked(&server).await.prefix("other:"));
    other.initialize().await.unwrap();
    revoke(&one, Revocation::user(ISSUER, "alice")).await.unwrap();
    assert_eq!(status(&one, "alice").await.unwrap(), Revoked);
    assert_eq!(status(&other, "alice").await.unwrap(), Good);
}

#[tokio::test]
async fn cached_caller_is_revoked_at_once_here() {
    let server = RedisServer::start(Data::Lost, &[]);
    let (here, there) = (marked(&server).await.cached_for(HOUR), marked(&server).await);
    for subject in ["alice", "bob", "carol"] {
        assert_eq!(status(&here, subject).await.unwrap(), Good);
    }
    revoke(&here, Revocation::user(ISSUER, "alice")).await.unwrap();
    revoke(&here, Revocation::token(ISSUER, "id of bob")).await.unwrap();
    revoke(&there, Revocation::user(ISSUER, "carol")).await.unwrap();
    for store in [&here, &there] {
        assert_eq!(status(store, "alice").await.unwrap(), Revoked);
        assert_eq!(status(store, "bob").await.unwrap(), Revoked);
    }
    // The stated delay of a revocation by another process.
    assert_eq!(status(&here, "carol").await.unwrap(), Good);
    assert_eq!(status(&there, "carol").await.unwrap(), Revoked);
}

#[tokio::test]
async fn s57_outage_keeps_the_last_known_state_or_is_closed() {
    let mut server = RedisServer::start(Data::Kept, &[]);
    let closed = marked(&server).await;
    let tolerant = marked(&server).await.tolerate(HOUR);
    let another = marked(&server).await;
    revoke(&another, Revocation::user(ISSUER, "revoked")).await.unwrap();
    for store in [&closed, &tolerant] {
        assert_eq!(status(store, "good").await.unwrap(), Good);
        assert_eq!(status(store, "revoked").await.unwrap(), Revoked);
    }
    for hangs in [false, true] {
        let end = if hangs { RedisServer::hang } else { RedisServer::kill };
        end(&mut server);
        assert_eq!(status(&tolerant, "good").await.unwrap(), Good);
        assert_eq!(status(&tolerant, "revoked").await.unwrap(), Revoked);
        for (store, subject) in [(&tolerant, "new"), (&closed, "good"), (&closed, "revoked")] {
            let error = status(store, subject).await.unwrap_err();
            assert!(matches!(error, Error::Redis(_) | Error::TimedOut(_)), "{error:?}");
        }
        // Not stored, and not pretended.
        assert!(revoke(&tolerant, Revocation::user(ISSUER, "good")).await.is_err());
        assert_eq!(status(&tolerant, "good").await.unwrap(), Good);
        let start = if hangs { RedisServer::go_on } else { RedisServer::restart };
        start(&mut server);
        while status(&closed, "revoked").await.is_err() {}
        assert_eq!(status(&closed, "revoked").await.unwrap(), Revoked);
        assert_eq!(status(&tolerant, "revoked").await.unwrap(), Revoked);
    }
}

#[tokio::test]
async fn redis_that_evicts_keys_is_rejected() {
    for (policy, accepted) in
        [("allkeys-lru", false), ("volatile-ttl", false), ("noeviction", true)]
    {
        let settings = ["--maxmemory", "100mb", "--maxmemory-policy", policy];
        let server = RedisServer::start(Data::Lost, &settings);
        match RedisRevocations::connect(&server.url()).await {
            Ok(_) => assert!(accepted, "{policy}"),
            Err(Error::Evicts { policy: named }) => assert!(!accepted && named == policy),
            Err(error) => panic!("{policy}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn credentials_of_the_url_are_in_no_text() {
    let mut server = RedisServer::start(Data::Lost, &[]);
    let store = marked(&server).await;
    assert!(!format!("{store:?}").contains(PASSWORD));
    let wrong = server.url().replace(PASSWORD, "canary-of-another");
    let tls = server.url().replace("redis://", "rediss://");
    let database = format!("{}canary-of-a-database", server.url());
    for url in [&wrong, &tls, &database, "canary://", "redis://:canary@[", ""] {
        let error = RedisRevocations::connect(url).await.unwrap_err();
        assert!(!text(&error).contains("canary"), "{error:?}");
    }
    server.kill();
    for error in [
        RedisRevocations::connect(&server.url()).await.unwrap_err(),
        status(&store, "alice").await.unwrap_err(),
    ] {
        assert!(!text(&error).contains("canary"), "{error:?}");
    }
}

/// The permissions of the guide are enough.
#[tokio::test]
async fn user_of_the_guide_has_enough_permissions() {
    let guide = include_str!("../../../docs/several-processes.md");
    let line = guide.lines().find_map(|line| line.strip_prefix("user ")).unwrap();
    let server = RedisServer::start(Data::Lost, &[]);
    let mut set_user = redis::cmd("ACL");
    set_user.arg("SETUSER").arg(line.split(' ').collect::<Vec<_>>());
    let () = set_user.query(&mut server.connection()).unwrap();
    let url = server.url().replace(&format!(":{PASSWORD}"), "api:password");
    let store = RedisRevocations::connect(&url).await.unwrap();
    store.initialize().await.unwrap();
    revoke(&store, Revocation::user(ISSUER, "alice")).await.unwrap();
    let other = RedisRevocations::connect(&url).await.unwrap();
    assert_eq!(status(&other, "alice").await.unwrap(), Revoked);
    // Another key is out of reach: an error, which no outage is.
    let other = other.prefix("other:").tolerate(HOUR);
    let error = status(&other, "alice").await.unwrap_err();
    let Error::Redis(error) = error else { panic!("{error:?}") };
    assert_eq!(error.code(), Some("NOPERM"), "{error:?}");
}
