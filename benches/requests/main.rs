//! What a guarded request costs, in-process through axum's router: ours beside what a user would write or pick instead.
//!
//! `cargo bench -p benches` prints one table, all in one run; `-- --quick` takes seconds and is for seeing that it works.

mod allocations;
mod contestants;
mod decision;
mod keys;
mod lane;
mod options;
mod rounds;
mod table;
mod tokens;

use contestants::{BY_HAND, OURS};
use keys::Keys;
use lane::Lane;
use options::Options;
use tokens::{Caller, Mint};

fn main() {
    let options = Options::from_args(std::env::args().skip(1));
    share_cryptography();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut mint = Mint::default();
    let keys = [keys::hs256(), keys::rs256(), keys::es256(), keys::eddsa()];

    let callers = [Caller::Admin, Caller::Anonymous, Caller::Viewer];
    for (keys, caller) in keys.iter().flat_map(|keys| callers.map(|caller| (keys, caller))) {
        for mut lane in lanes(keys, caller, keys.name, &mut mint, 3) {
            // Each turn asserts every status: whoever lets the wrong one in is not worth timing.
            runtime.block_on(lane.turn(3, options.scope));
        }
    }

    let mut all = Vec::new();
    for keys in &keys {
        all.extend(lanes(keys, Caller::Admin, keys.name, &mut mint, options.requests));
    }
    let [hs256, ..] = &keys;
    let refusals = [(Caller::Anonymous, "no token: 401"), (Caller::Viewer, "HS256, wrong role: 403")];
    for (caller, group) in refusals {
        let lanes = lanes(hs256, caller, group, &mut mint, options.requests).into_iter();
        all.extend(lanes.filter(|lane| [BY_HAND, OURS].contains(&lane.name)));
    }
    all.retain(|lane| format!("{} {}", lane.group, lane.name).contains(&options.only));
    let known = runtime.block_on(decision::known(hs256));
    let figures = runtime.block_on(rounds::measure(&mut all, &options));

    println!(
        "\n{} interleaved rounds of {} requests, each with a token of its own; medians.\n",
        options.rounds, options.requests
    );
    let mut rows = table::rows(&all, &figures);
    rows.push(decision::row(known, &options));
    table::print(&rows);
    println!();
}

/// All contestants with the same tokens.
fn lanes(keys: &Keys, caller: Caller, group: &str, mint: &mut Mint, tokens: usize) -> Vec<Lane> {
    let tokens = mint.authorizations(keys, caller, tokens);
    contestants::all(keys).into_iter().map(|one| Lane::new(group, one, caller, &tokens)).collect()
}

/// `axum-jwt-auth` comes with `RustCrypto`. Everybody gets AWS-LC here: the guards are compared, not the cryptography.
fn share_cryptography() {
    let installed = jsonwebtoken_10::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    installed.expect("nobody has verified anything yet");
}
