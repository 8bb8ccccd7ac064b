//! The commands of Redis: each is one round trip, and each reads or writes single keys.

use std::time::Duration;

use auth_core::authn::{Revocation, RevocationStatus, RevocationTarget};
use auth_core::time::Timestamp;
use redis::aio::ConnectionManager;

use crate::caller::Caller;
use crate::cut;
use crate::digest::{Kind, digest, key};
use crate::error::Error;

/// The greatest leeway: the time past its end during which a token may still be accepted.
const SLACK: Duration = Duration::from_secs(300);

/// The end of the year 9999. A later end counts as none.
const LATEST_END: Timestamp = Timestamp::from_secs(253_402_300_799);

/// The value of the mark: the version of the keys and values.
const VERSION: &str = "1";

/// Stores a revocation.
// SECURITY: keys and values are arguments. No text of a client becomes a part of the script.
const REVOKE: &str = include_str!("revoke.lua");

/// Returns the key of the mark: a Redis with it holds all revocations so far.
pub(crate) fn mark(prefix: &str) -> String {
    format!("{prefix}revocations")
}

/// Returns the status of a caller.
pub(crate) async fn status(
    mut connection: ConnectionManager,
    prefix: &str,
    caller: &Caller,
) -> Result<RevocationStatus, Error> {
    let keys = [caller.token.as_ref(), Some(&caller.user)].map(|name| name.map(|n| key(prefix, n)));
    let mark = mark(prefix);
    // SECURITY: `GET`, because `MGET` returns nil for a key of another type: good for a caller that
    // may be revoked. The mark is read last. If Redis loses its data before a key is read, the mark
    // is lost, too.
    let mut pipeline = redis::pipe();
    for key in keys.iter().flatten() {
        pipeline.get(key);
    }
    let values: Vec<Option<Vec<u8>>> = pipeline.get(&mark).query_async(&mut connection).await?;
    let mut values = values.into_iter();
    let mut cuts = [None; 2];
    for (cut, key) in cuts.iter_mut().zip(keys).filter_map(|(cut, key)| Some((cut, key?))) {
        if let Some(value) = values.next().flatten() {
            *cut = Some(cut::decode(&value).ok_or(Error::UnknownValue { key })?);
        }
    }
    match values.next().flatten() {
        Some(version) if version == VERSION.as_bytes() => Ok(caller.status(cuts)),
        Some(_) => Err(Error::UnknownValue { key: mark }),
        None => Err(Error::NotInitialized { key: mark }),
    }
}

/// Stores a revocation, at the time `now` of this process.
pub(crate) async fn revoke(
    mut connection: ConnectionManager,
    prefix: &str,
    revocation: &Revocation,
    now: Timestamp,
) -> Result<(), Error> {
    let (kind, name, cut) = match revocation.revoked() {
        RevocationTarget::Token(id) => (Kind::Token, id, Timestamp::MAX),
        RevocationTarget::User(subject) => (Kind::User, subject, Timestamp::MAX),
        RevocationTarget::UserBefore(subject, before) => (Kind::User, subject, *before),
        _ => return Err(Error::UnknownRevocation),
    };
    let end = revocation.expires_at().saturating_add(SLACK);
    let end = if end > LATEST_END { String::new() } else { end.as_secs().to_string() };
    redis::cmd("EVAL")
        .arg(REVOKE)
        .arg(1)
        .arg(key(prefix, &digest(kind, revocation.issuer(), name)))
        .arg(cut::encode(cut))
        .arg(end)
        .arg(now.as_secs().max(0))
        .query_async(&mut connection)
        .await
        .map_err(Error::Redis)
}

/// Marks this Redis as a store of revocations.
pub(crate) async fn initialize(
    mut connection: ConnectionManager,
    prefix: &str,
) -> Result<(), Error> {
    let key = mark(prefix);
    let mut pipeline = redis::pipe();
    pipeline.cmd("SET").arg(&key).arg(VERSION).arg("NX").ignore().get(&key);
    let (version,): (Vec<u8>,) = pipeline.query_async(&mut connection).await?;
    if version == VERSION.as_bytes() { Ok(()) } else { Err(Error::UnknownValue { key }) }
}

/// Fails if Redis deletes keys when its memory is full.
pub(crate) async fn check_eviction(mut connection: ConnectionManager) -> Result<(), Error> {
    let memory: String = redis::cmd("INFO").arg("memory").query_async(&mut connection).await?;
    let setting = |name: &str| {
        memory.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    };
    let policy = setting("maxmemory_policy").unwrap_or("unknown");
    if setting("maxmemory") == Some("0") || policy == "noeviction" {
        Ok(())
    } else {
        Err(Error::Evicts { policy: policy.to_owned() })
    }
}
