//! Tests of stored hashes as a verifier.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex};

use super::stored::StoredUser;
use super::*;

// Hashes over 8 KiB, so that tests are quick. The reference implementation computed them:
// `echo -n "open sesame" | argon2 somesalt -id -t 1 -k 8 -p 1 -l 32 -e`.
const OPEN_SESAME: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$hB+3w+XCqbeX/gTIqKvDd3rvONixo8T2Dgv6KiwCGcs";
const SWORDFISH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$PyoWQvYxGCLR6e2HIV5tKSIJcqx9RwUspGhV+0Jx3qE";

fn stored(hash: &str) -> StoredUser {
    let identity = Identity::builder("https://api.example", "alice").build().unwrap();
    StoredUser::new(hash, identity).unwrap()
}

fn alice(hash: &str) -> PasswordHashes {
    PasswordHashes::new(HashMap::from([("alice".to_owned(), stored(hash))]))
}

async fn log_in(
    passwords: &PasswordHashes,
    user: &str,
    password: &str,
) -> Result<String, AuthenticationError> {
    let identity = passwords.verify(user.to_owned(), Password::new(password)).await?;
    Ok(identity.subject().to_owned())
}

/// Returns the reason of a rejection.
fn reason(result: Result<String, AuthenticationError>) -> String {
    let error = result.unwrap_err();
    format!("{error}: {}", error.source().unwrap())
}

const WRONG: &str = "the credentials are invalid: the user name or the password is wrong";
const BUSY: &str =
    "the credentials cannot be checked now: too many passwords are waiting to be verified";

#[tokio::test]
async fn s51_wrong_password_and_unknown_user_are_alike() {
    let passwords = alice(OPEN_SESAME);
    assert_eq!(log_in(&passwords, "alice", "open sesame").await.unwrap(), "alice");
    for (user, password) in [
        ("alice", "swordfish"),
        ("alice", ""),
        ("bob", "open sesame"),
        ("", ""),
        ("Alice", "open sesame"),
    ] {
        assert_eq!(reason(log_in(&passwords, user, password).await), WRONG, "{user} {password}");
    }
}

#[tokio::test]
async fn s51_unknown_user_costs_a_hash() {
    let passwords = alice(OPEN_SESAME);
    passwords.threads.close();
    assert_eq!(reason(log_in(&passwords, "alice", "swordfish").await), BUSY);
    assert_eq!(reason(log_in(&passwords, "bob", "swordfish").await), BUSY);
}

#[tokio::test]
async fn verified_password_costs_no_hash() {
    let passwords = alice(OPEN_SESAME);
    assert!(log_in(&passwords, "alice", "open sesame").await.is_ok());
    passwords.threads.close();
    assert_eq!(log_in(&passwords, "alice", "open sesame").await.unwrap(), "alice");
    assert_eq!(reason(log_in(&passwords, "alice", "swordfish").await), BUSY);
    assert_eq!(reason(log_in(&passwords, "bob", "open sesame").await), BUSY);
}

#[tokio::test]
async fn s51_changed_password_counts_at_the_next_request() {
    let row = Arc::new(Mutex::new(Some(OPEN_SESAME)));
    let rows = Arc::clone(&row);
    let passwords = PasswordHashes::new(move |_: String| {
        let found = rows.lock().unwrap().map(stored);
        async move { Ok::<_, std::io::Error>(found) }
    });
    assert!(log_in(&passwords, "alice", "open sesame").await.is_ok());
    *row.lock().unwrap() = Some(SWORDFISH);
    assert_eq!(reason(log_in(&passwords, "alice", "open sesame").await), WRONG);
    assert!(log_in(&passwords, "alice", "swordfish").await.is_ok());
    *row.lock().unwrap() = None;
    assert_eq!(reason(log_in(&passwords, "alice", "swordfish").await), WRONG);
}

#[tokio::test]
async fn hit_does_not_prolong_its_entry() {
    tokio::time::pause();
    let passwords = alice(OPEN_SESAME);
    assert!(log_in(&passwords, "alice", "open sesame").await.is_ok());
    passwords.threads.close();
    tokio::time::advance(std::time::Duration::from_secs(200)).await;
    assert!(log_in(&passwords, "alice", "open sesame").await.is_ok());
    tokio::time::advance(std::time::Duration::from_secs(200)).await;
    assert_eq!(reason(log_in(&passwords, "alice", "open sesame").await), BUSY);
}

#[tokio::test]
async fn failing_store_is_unavailable() {
    let passwords = PasswordHashes::new(async |_: String| Err("connection refused"));
    let expected = "the credentials cannot be checked now: connection refused";
    assert_eq!(reason(log_in(&passwords, "alice", "open sesame").await), expected);
}

#[tokio::test]
async fn s51_decoy_has_the_parameters_of_the_stored_hashes() {
    let passwords = alice(OPEN_SESAME);
    assert!(passwords.decoy.hash().to_string().contains("m=8,t=1,p=1"));
    // Before a row of a database was read, those of `hash_password`.
    let found = stored(SWORDFISH);
    let passwords = PasswordHashes::new(move |name: String| {
        let found = (name == "alice").then(|| found.clone());
        async move { Ok::<_, std::io::Error>(found) }
    });
    assert_eq!(passwords.decoy.hash().to_string().matches("m=").count(), 0);
    assert_eq!(reason(log_in(&passwords, "alice", "wrong").await), WRONG);
    assert!(passwords.decoy.hash().to_string().contains("m=8,t=1,p=1"));
}
