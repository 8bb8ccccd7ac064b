//! The cost of a guarded request, in-process through axum's router: ours beside the alternatives.
//!
//! `cargo bench -p benches` prints one table, measured in one run. `-- --quick` takes seconds, as a
//! test of the program.

mod allocations;
mod contestants;
mod decision;
mod group;
mod keys;
mod lane;
mod options;
mod rounds;
mod table;
mod tokens;

use contestants::{BY_HAND, Contestant, OURS};
use group::{Group, Supply};
use keys::Keys;
use options::Options;
use tokens::{Caller, Mint};

fn main() {
    let options = Options::from_args(std::env::args().skip(1));
    share_cryptography();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut mint = Mint::default();
    let kinds = [
        ("HS256", keys::hs256 as fn() -> Keys),
        ("RS256", keys::rs256),
        ("ES256", keys::es256),
        ("EdDSA", keys::eddsa),
    ];
    // A profiler looks at one algorithm. Generating the other keys would dominate its samples.
    let wanted = kinds.into_iter().filter(|(name, _)| {
        !kinds.iter().any(|(one, _)| options.only.contains(one)) || options.only.contains(name)
    });
    let keys: Vec<_> = wanted.map(|(_, make)| make()).collect();

    let mut groups = Vec::new();
    for keys in &keys {
        for (supply, name) in [(Supply::Known, "known"), (Supply::FirstSeen, "first seen")] {
            groups.push(group(
                &options,
                &format!("{}, {name}", keys.name),
                keys,
                Caller::Admin,
                supply,
                contestants::all(keys),
            ));
        }
    }
    if let Some(hs256) = keys.first() {
        let refusals =
            [(Caller::Anonymous, "no token: 401"), (Caller::Viewer, "HS256, wrong role: 403")];
        for (caller, name) in refusals {
            let all = contestants::all(hs256);
            let mut group = group(&options, name, hs256, caller, Supply::Known, all);
            group.lanes.retain(|lane| [BY_HAND, OURS].contains(&lane.name));
            groups.push(group);
        }
        let cached = contestants::cached::all(hs256);
        groups.push(group(
            &options,
            "HS256 and others, known",
            hs256,
            Caller::Admin,
            Supply::Known,
            cached,
        ));
    }
    let figures = runtime.block_on(rounds::measure(&mut groups, &mut mint, &options));

    println!(
        "\n{} interleaved rounds of {} requests; medians.\n",
        options.rounds, options.requests
    );
    let lanes: Vec<_> = groups.iter().flat_map(|group| &group.lanes).collect();
    let mut rows = table::rows(&lanes, &figures);
    if let (Some(hs256), true) = (keys.first(), options.only.is_empty()) {
        let known = |auth| runtime.block_on(decision::known(hs256, auth));
        rows.push(decision::row(&known(contestants::ours::auth(hs256)), &options));
        let by_table = known(contestants::ours::auth_with_grants(hs256));
        rows.extend(decision::grant_rows(&by_table, &options));
    }
    table::print(&rows);
    println!();
}

fn group<'k>(
    options: &Options,
    name: &str,
    keys: &'k Keys,
    caller: Caller,
    supply: Supply,
    contestants: Vec<Contestant>,
) -> Group<'k> {
    Group::new(name, keys, caller, supply, contestants, |contestant| {
        format!("{name} {contestant}").contains(&options.only)
    })
}

/// `axum-jwt-auth` comes with `RustCrypto`. All contestants use AWS-LC here: the guards are
/// compared, not the cryptography.
fn share_cryptography() {
    let installed = jsonwebtoken_10::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    installed.expect("nobody has verified anything yet");
}
