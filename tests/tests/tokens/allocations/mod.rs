//! The bytes that verifying a token allocates: at most eight times its length plus 4 KiB.
//!
//! The sum counts each allocation and each reallocation in full. Allocations of aws-lc's C code are
//! not seen. The cache of verified tokens is counted when it is full and each new token evicts
//! another one: while it fills, its tables double now and then.

mod dense;

use auth_core::jwt::{Jwt, JwtBuilder};
use auth_core::time::Timestamp;

use crate::forged::corpus::{self, Answer, App, NOW, Signers};
use crate::forged::everything;

/// A memory that is soon full.
const FEW: usize = 8;

/// Bytes in all that verifying `token` asks for, and whether it is taken.
fn cost(jwt: &Jwt, token: &str) -> (u64, bool) {
    let mut is_good = false;
    let now = Timestamp::from_secs(NOW);
    let counted = allocation_counter::measure(|| is_good = jwt.verify(token, now).is_ok());
    (counted.bytes_total, is_good)
}

fn bound(token: &str) -> u64 {
    8 * token.len() as u64 + 4096
}

#[test]
fn s41_token_allocates_eight_times_its_length() {
    let signers = Signers::new();
    let corpus = everything::corpus(&signers, "127.0.0.1:9");
    let mut greatest = 0.0_f64;
    for remembered in [0, FEW] {
        let verifier =
            |app| (app, signers.verifier(app).cache_capacity(remembered).build().unwrap());
        let verifiers = App::ALL.map(verifier);
        let jwt = |wanted| &verifiers.iter().find(|(app, _)| *app == wanted).unwrap().1;
        corpus.0.iter().for_each(|case| _ = cost(jwt(case.app), &case.token));
        for case in &corpus.0 {
            let is_good = matches!(case.answer, Answer::Served | Answer::Unscoped);
            for _ in 0..2 {
                let (bytes, taken) = cost(jwt(case.app), &case.token);
                assert_eq!(taken, is_good, "{} / {}", case.class, case.name);
                let len = case.token.len();
                assert!(
                    bytes <= bound(&case.token),
                    "{} / {}: {bytes} for {len}",
                    case.class,
                    case.name
                );
                greatest = greatest.max(share(bytes, &case.token));
            }
        }
    }
    println!("{} tokens, at most {:.0} % of the bound", corpus.0.len(), greatest * 100.0);
}

#[test]
fn s41_dense_token_allocates_eight_times_its_length() {
    let signers = Signers::new();
    let plain = |builder: JwtBuilder| builder;
    let pointers = |builder: JwtBuilder| {
        let builder = builder
            .roles("/realm_access/roles")
            .roles("/roles")
            .permissions("/resource_access/api/roles");
        builder.groups("/groups").groups("/realm_access/groups")
    };
    let required = |builder: JwtBuilder| {
        let builder = builder.require_claim("iss", corpus::ISSUER);
        builder.require_claim("roles", "role").require_claim("/realm_access/roles", "role")
    };
    let mut wrong = Vec::new();
    for (len, most) in [(1_500, 16 * 1024), (16 * 1024, 16 * 1024), (1 << 18, 1 << 20)] {
        for (configure, remembered) in
            [(plain as fn(JwtBuilder) -> JwtBuilder, 0), (pointers, FEW), (required, FEW)]
        {
            let builder =
                signers.verifier(App::Secret).max_token_len(most).cache_capacity(remembered);
            let jwt = configure(builder).build().unwrap();
            for _ in 0..20 * FEW {
                cost(&jwt, &signers.secret.token(&corpus::good()));
            }
            for (name, token) in dense::tokens(&signers.secret, len) {
                assert!(
                    token.len() <= len && token.len() > len * 2 / 3,
                    "{name}: {} of {len}",
                    token.len()
                );
                let (bytes, taken) = cost(&jwt, &token);
                println!(
                    "{name}, {}: {:.0} % {}",
                    token.len(),
                    share(bytes, &token) * 100.0,
                    if taken { "taken" } else { "refused" }
                );
                if bytes > bound(&token) {
                    wrong.push(format!("{name}: {bytes} for {}", token.len()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the share of the bound.
#[expect(clippy::cast_precision_loss, reason = "a share, for the reader")]
fn share(bytes: u64, token: &str) -> f64 {
    bytes as f64 / bound(token) as f64
}

#[test]
fn counter_counts() {
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![0_u8; 1000])));
    assert_eq!((counted.count_total, counted.bytes_total), (1, 1000));
}
