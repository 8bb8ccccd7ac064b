//! Signatures: cut, stretched, moved, and the special values of each algorithm.

use serde_json::json;
use tests::signer::{Signer, decode, encode, random};

use crate::forged::corpus::{Corpus, Signers, good, with};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    for key in signers.keys() {
        changed(corpus, key);
    }
    ecdsa(corpus, signers);
    eddsa(corpus, signers);
    rsa(corpus, signers);
}

/// The signed part of a new good token, and its signature.
fn parts(key: &Signer) -> (String, Vec<u8>) {
    let token = key.token(&good());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    (signed.to_owned(), decode(signature).unwrap())
}

fn changed(corpus: &mut Corpus, key: &Signer) {
    const CLASS: &str = "signature";
    let (signed, signature) = parts(key);
    let len = signature.len();
    let flipped = |at: usize| {
        let mut bytes = signature.clone();
        bytes[at] ^= 1;
        bytes
    };
    let forged = [
        ("empty", vec![]),
        ("one byte", vec![0]),
        ("without the last byte", signature[..len - 1].to_vec()),
        ("without the first byte", signature[1..].to_vec()),
        ("the first half", signature[..len / 2].to_vec()),
        ("a zero behind", [signature.as_slice(), &[0]].concat()),
        ("a zero in front", [&[0], signature.as_slice()].concat()),
        ("twice", signature.repeat(2)),
        ("reversed", signature.iter().rev().copied().collect()),
        ("halves swapped", [&signature[len / 2..], &signature[..len / 2]].concat()),
        ("first bit", flipped(0)),
        ("last bit", flipped(len - 1)),
        ("middle bit", flipped(len / 2)),
        ("zeros", vec![0; len]),
        ("ones", vec![0xff; len]),
        ("random", random(len)),
        ("4 KiB behind", [signature.as_slice(), &[0; 4096]].concat()),
        ("of another token", parts(key).1),
        ("its text", encode(&signature).into_bytes()),
    ];
    for (name, signature) in forged {
        corpus.refused(
            CLASS,
            &format!("{}: {name}", key.algorithm),
            format!("{signed}.{}", encode(signature)),
        );
    }
    let (header, claims) = signed.split_once('.').unwrap();
    let signature = encode(signature);
    let others = [
        ("other claims", format!("{header}.{}", encode(with("sub", "administrator").to_string()))),
        (
            "the same claims in other bytes",
            format!("{header}.{}", encode([b" ", decode(claims).unwrap().as_slice()].concat())),
        ),
        (
            "a longer header",
            format!(
                "{}.{claims}",
                encode(json!({"alg": key.algorithm, "kid": key.id, "x": 1}).to_string())
            ),
        ),
        ("header and claims swapped", format!("{claims}.{header}")),
        (
            "the dot moved",
            format!("{}.{}{claims}", &header[..header.len() - 4], &header[header.len() - 4..]),
        ),
    ];
    for (name, signed) in others {
        corpus.refused(
            CLASS,
            &format!("{}: {name}", key.algorithm),
            format!("{signed}.{signature}"),
        );
    }
    corpus.served(CLASS, &format!("{}: untouched", key.algorithm), format!("{signed}.{signature}"));
}

/// The order of P-256.
const ORDER: [u8; 32] = *b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";

fn ecdsa(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "ecdsa";
    let (signed, signature) = parts(&signers.es);
    let (r, s) = signature.split_at(32);
    let (zero, mut one, mut less) = ([0; 32], [0; 32], ORDER);
    one[31] = 1;
    less[31] -= 1;
    for (first, r) in
        [("0", &zero), ("1", &one), ("n-1", &less), ("n", &ORDER), ("max", &[0xff; 32])]
    {
        for (second, s) in
            [("0", &zero), ("1", &one), ("n-1", &less), ("n", &ORDER), ("max", &[0xff; 32])]
        {
            corpus.refused(
                CLASS,
                &format!("r {first}, s {second}"),
                format!("{signed}.{}", encode([&r[..], &s[..]].concat())),
            );
        }
    }
    let padded =
        |number: &[u8], len: usize| [vec![0; len - number.len()], number.to_vec()].concat();
    let forged = [
        ("r only", r.to_vec()),
        ("s only", s.to_vec()),
        ("r, 0", [r, &zero].concat()),
        ("0, s", [&zero, s].concat()),
        ("r, n", [r, &ORDER].concat()),
        ("s, r", [s, r].concat()),
        ("r, r", [r, r].concat()),
        ("DER", der(r, s)),
        ("as wide as P-384", [padded(r, 48), padded(s, 48)].concat()),
        ("as wide as P-521", [padded(r, 66), padded(s, 66)].concat()),
        ("with the recovery id", [r, s, &[0]].concat()),
        (
            "least significant byte first",
            [r.iter().rev(), s.iter().rev()].into_iter().flatten().copied().collect(),
        ),
    ];
    for (name, signature) in forged {
        corpus.refused(CLASS, name, format!("{signed}.{}", encode(signature)));
    }
    // Other curves, under the name of this one and the other way round.
    for curve in ["ES512", "ES384", "ES256K", "ES256"] {
        let attacker = Signer::new(curve, "es-2026");
        for key in [&signers.es, &signers.es384, &signers.es512] {
            let header = json!({"alg": key.algorithm, "kid": key.id}).to_string();
            corpus.refused(
                CLASS,
                &format!("{curve} for {}", key.algorithm),
                attacker.sign(header, good().to_string()),
            );
        }
    }
    let header = json!({"alg": "ES256", "kid": "es-2026"}).to_string();
    corpus.refused(CLASS, "the issuer's P-384", signers.es384.sign(header, good().to_string()));
    let header = json!({"alg": "ES384", "kid": "es384-2026"}).to_string();
    corpus.refused(CLASS, "the issuer's P-256", signers.es.sign(header, good().to_string()));
    let header = json!({"alg": "ES512", "kid": "es512-2026"}).to_string();
    corpus.refused(CLASS, "P-256 for ES512", signers.es.sign(header, good().to_string()));
    // The one thing that ECDSA cannot help: `n - s` is as good as `s`. It forges nothing.
    corpus.served(
        CLASS,
        "r, n - s",
        format!("{signed}.{}", encode([r, &minus(&ORDER, s)].concat())),
    );
}

/// `SEQUENCE { INTEGER r, INTEGER s }`.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let number: Vec<u8> = number.iter().skip_while(|byte| **byte == 0).copied().collect();
        let sign = if number[0] >= 0x80 { vec![0] } else { vec![] };
        [vec![2, u8::try_from(sign.len() + number.len()).unwrap()], sign, number].concat()
    };
    let content = [integer(r), integer(s)].concat();
    [vec![0x30, u8::try_from(content.len()).unwrap()], content].concat()
}

/// `left - right`, most significant byte first.
fn minus(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let mut digits: Vec<u8> = left
        .iter()
        .zip(right)
        .rev()
        .map(|(left, right)| {
            let (digit, first) = left.overflowing_sub(*right);
            let (digit, second) = digit.overflowing_sub(u8::from(borrow));
            borrow = first || second;
            digit
        })
        .collect();
    digits.reverse();
    digits
}

/// `left + right`, least significant byte first; and whether it is too long.
fn plus(left: &[u8], right: &[u8]) -> (Vec<u8>, bool) {
    let mut carry = false;
    let digits = left
        .iter()
        .zip(right)
        .map(|(left, right)| {
            let (digit, first) = left.overflowing_add(*right);
            let (digit, second) = digit.overflowing_add(u8::from(carry));
            carry = first || second;
            digit
        })
        .collect();
    (digits, carry)
}

fn eddsa(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "eddsa";
    const ORDER: [u8; 32] = *b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";
    let (signed, signature) = parts(&signers.ed);
    let (point, scalar) = signature.split_at(32);
    let mut malleated = scalar.to_vec();
    for times in 1..=14 {
        let (sum, too_long) = plus(&malleated, &ORDER);
        if too_long {
            break;
        }
        malleated = sum;
        corpus.refused(
            CLASS,
            &format!("S + {times} L"),
            format!("{signed}.{}", encode([point, &malleated].concat())),
        );
    }
    let mut identity = [0; 32];
    identity[0] = 1;
    let order8 = *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05";
    for (name, point) in [
        ("identity", identity),
        ("zero", [0; 32]),
        ("order 8", order8),
        ("not reduced", [0xff; 32]),
    ] {
        corpus.refused(
            CLASS,
            &format!("R {name}, S 0"),
            format!("{signed}.{}", encode([point, [0; 32]].concat())),
        );
        corpus.refused(
            CLASS,
            &format!("R {name}, S"),
            format!("{signed}.{}", encode([&point, scalar].concat())),
        );
    }
    corpus.refused(CLASS, "R, S 0", format!("{signed}.{}", encode([point, &[0; 32]].concat())));
}

fn rsa(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "rsa";
    for key in [&signers.rs, &signers.ps] {
        let modulus: Vec<u8> = key.modulus().into_iter().rev().collect();
        // The same number modulo n, where it fits into as many bytes.
        let equal = (0..64).find_map(|_| {
            let (signed, mut signature) = parts(key);
            signature.reverse();
            let (mut sum, too_long) = plus(&signature, &modulus);
            sum.reverse();
            (!too_long).then(|| format!("{signed}.{}", encode(sum)))
        });
        corpus.refused(CLASS, "s + n", equal.unwrap_or_else(|| "n leaves no room".to_owned()));
        let (signed, _) = parts(key);
        let mut one = vec![0; 256];
        one[255] = 1;
        for (name, value) in [
            ("1", one),
            ("n", key.modulus()),
            ("n - 1", minus(&key.modulus(), &[vec![0; 255], vec![1]].concat())),
        ] {
            corpus.refused(CLASS, name, format!("{signed}.{}", encode(value)));
        }
        // As long as a signature of a key of 1024 bits is, with such a key brought along: no
        // configuration takes one (S22).
        let weak =
            json!({"kty": "RSA", "n": encode([vec![0xff; 127], vec![0xfd]].concat()), "e": "AQAB"});
        let header = json!({"alg": key.algorithm, "kid": key.id, "jwk": weak}).to_string();
        let signed = format!("{}.{}", encode(header), encode(good().to_string()));
        corpus.refused(CLASS, "1024 bits", format!("{signed}.{}", encode(random(128))));
    }
}
