//! Forged and good tokens, sent through a whole application: its responses, its log, the handlers
//! that run.
//!
//! Each run makes all of them with fresh keys. `cargo test -p tests --test tokens forged --
//! --nocapture` lists the classes.

mod application;
pub(crate) mod corpus;
pub(crate) mod everything;

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};

use auth_core::time::Timestamp;
use serde_json::Value;
use tests::signer::decode;

use crate::forged::application::{Applications, Outcome};
use crate::forged::corpus::{AUDIENCE, Answer, Case, ISSUER, NOW, Signers};

/// Every class of forgery that is known, each with the least number of tokens.
const CLASSES: [(&str, usize); 29] = [
    ("alg-header", 11),
    ("alg-none", 17),
    ("alg-pinning", 5),
    ("attacker-key", 11),
    ("audience", 12),
    ("baseline", 16),
    ("claim-types", 100),
    ("compact-form", 38),
    ("crit", 6),
    ("ecdsa", 6),
    ("eddsa", 6),
    ("guard", 12),
    ("issuer", 6),
    ("json", 33),
    ("jwe", 2),
    ("key-confusion", 31),
    ("kid", 8),
    ("kid-injection", 18),
    ("other-issuer", 2),
    ("purpose", 40),
    ("resource", 4),
    ("rsa", 4),
    ("sender-constrained", 3),
    ("settings", 60),
    ("signature", 38),
    ("strict-profile", 8),
    ("time", 37),
    ("typ", 12),
    ("weak-secret", 7),
];

#[test]
fn s15_to_s29_each_token_gets_the_expected_response() {
    let canary = TcpListener::bind("127.0.0.1:0").unwrap();
    let signers = Signers::new();
    let corpus = everything::corpus(&signers, &canary.local_addr().unwrap().to_string());
    let applications = Applications::new(&signers);
    let mut classes: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &corpus.0 {
        let counts = classes.entry(case.class).or_default();
        counts[usize::from(case.answer == Answer::Served || case.answer == Answer::Unscoped)] += 1;
        if let Err(found) = judge(&applications, case) {
            wrong.push(format!("{} / {}: {found}", case.class, case.name));
        }
    }
    for (class, [bad, good]) in &classes {
        println!("{class}: {bad} forged, {good} good");
    }
    println!("{} tokens", corpus.0.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    for (class, least) in CLASSES {
        assert!(
            classes.get(class).is_some_and(|counts| counts.iter().sum::<usize>() >= least),
            "{class}"
        );
    }
    assert_eq!(classes.len(), CLASSES.len());
    s23_nobody_was_asked_for_a_key(&canary);
}

/// Of all the connections made while the tokens were judged, there were none.
fn s23_nobody_was_asked_for_a_key(canary: &TcpListener) {
    canary.set_nonblocking(true).unwrap();
    assert!(canary.accept().is_err(), "somebody followed `jku` or `x5u`");
    let _connection = TcpStream::connect(canary.local_addr().unwrap()).unwrap();
    canary.set_nonblocking(false).unwrap();
    assert!(canary.accept().is_ok(), "the canary is deaf");
}

fn judge(applications: &Applications, case: &Case) -> Result<(), String> {
    let serves = matches!(case.answer, Answer::Served | Answer::Unscoped);
    let Some(whoami) = applications.send(case.app, "/", &case.token) else {
        // No header can carry such a token, so no client can send it. The verifier rejects it, too.
        let alone = applications.jwt(case.app).verify(&case.token, Timestamp::from_secs(NOW));
        return if alone.is_err() && !serves {
            Ok(())
        } else {
            Err("taken by the verifier".to_owned())
        };
    };
    let orders = applications.send(case.app, "/orders", &case.token).unwrap();
    let [first, second] = match case.answer {
        Answer::Served => [(200, None), (200, None)],
        Answer::Unscoped => [(200, None), (403, Some("insufficient_scope"))],
        Answer::Refused => [(401, Some("The access token is invalid")); 2],
        Answer::Expired => [(401, Some("The access token expired")); 2],
        Answer::Several => [(401, Some("invalid_request")); 2],
    };
    for (outcome, (status, says)) in [(&whoami, first), (&orders, second)] {
        check(outcome, status, says)?;
        leaks(outcome, &case.token, if status == 200 { "" } else { &outcome.answer })?;
    }
    if serves && !whoami.answer.ends_with(&subject(&case.token)) {
        return Err(format!("another caller: {}", whoami.answer));
    }
    Ok(())
}

/// Status, challenge, and whether the handler ran.
fn check(outcome: &Outcome, status: u16, says: Option<&str>) -> Result<(), String> {
    let realm = format!("Bearer realm=\"{AUDIENCE}\"");
    let fits = match (&*outcome.challenges, says) {
        ([], None) => true,
        ([challenge], Some(says)) => challenge.starts_with(&realm) && challenge.contains(says),
        _ => false,
    };
    let is_right = outcome.status == status && fits && outcome.reached == (status == 200);
    if is_right { Ok(()) } else { Err(format!("expected {status} {says:?}, found {outcome:?}")) }
}

/// SECURITY: S38. Returns an error if anything of the token stands in the log or in the answer: a
/// segment, or a text of its header and claims.
///
/// The log may contain the issuer, the audience, the type or a required claim of a verified token.
fn leaks(outcome: &Outcome, token: &str, answer: &str) -> Result<(), String> {
    let may_be_logged = verified_texts(&outcome.log, token);
    let told = format!("{} {answer}", outcome.log);
    let mut texts: Vec<String> = token.split('.').map(str::to_owned).collect();
    for json in token
        .split('.')
        .filter_map(decode)
        .filter_map(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
    {
        collect(&json, &mut texts);
    }
    // The ids of the application's own keys are among them.
    let ids = ["es-2026", "es384-2026", "es512-2026", "ed-2026", "ps-2026", "rs-2026", "hs-2026"];
    let public = [AUDIENCE, ISSUER, "orders:write", "Bearer", "application/problem+json"];
    let public = [&ids[..], &public].concat();
    match texts.iter().find(|text| {
        let is_told = if may_be_logged.contains(*text) { answer } else { &told };
        text.len() >= 6
            && !public.iter().any(|public| public.contains(*text))
            && is_told.contains(*text)
    }) {
        // Of a token that is good, the log may name the subject, and only that.
        Some(text) if outcome.status == 403 && *text == subject(token) => Ok(()),
        Some(text) => Err(format!("{text} is told in {told}")),
        None => Ok(()),
    }
}

/// Returns the claims of a verified token that the log reports as unexpected.
fn verified_texts(log: &str, token: &str) -> Vec<String> {
    let names: &[&str] = match log {
        log if log.contains("the token is of another issuer") => &["iss"],
        log if log.contains("the token is meant for another audience") => &["aud"],
        log if log.contains("the token's claim `/o/id` has another value") => &["o"],
        log if log.contains("the token is no access token") => {
            &["typ", "type", "token_type", "token_use", "tokenName"]
        }
        _ => &[],
    };
    let claims = token.split('.').nth(1).and_then(decode).unwrap_or_default();
    let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
    let mut texts = Vec::new();
    for name in names {
        collect(&claims[name], &mut texts);
    }
    texts
}

/// All texts of a JSON value, names included.
fn collect(json: &Value, texts: &mut Vec<String>) {
    match json {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            // Names that messages are about: those of registered claims are no secret.
            if name.len() > 12 {
                texts.push(name.clone());
            }
            collect(value, texts);
        }),
        _ => {}
    }
}

/// The subject of a token that is well-formed.
fn subject(token: &str) -> String {
    let claims = token.split('.').nth(1).and_then(decode).unwrap_or_default();
    let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
    let subject = claims["oid"].as_str().or_else(|| claims["sub"].as_str());
    subject.unwrap_or_default().to_owned()
}
