//! All of the corpus.

mod algorithms;
mod claims;
mod form;
mod headers;
mod json;
mod keys;
mod signatures;
mod times;

use crate::forged::corpus::{Corpus, Signers};

/// Returns every token. `canary` is the address of a server that must receive no request.
pub(crate) fn corpus(signers: &Signers, canary: &str) -> Corpus {
    let mut corpus = Corpus::default();
    algorithms::add(&mut corpus, signers);
    claims::add(&mut corpus, signers);
    form::add(&mut corpus, signers);
    headers::add(&mut corpus, signers);
    json::add(&mut corpus, signers);
    keys::add(&mut corpus, signers, canary);
    signatures::add(&mut corpus, signers);
    times::add(&mut corpus, signers);
    corpus
}
