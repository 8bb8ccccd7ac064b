//! Signatures and points of the three curves of ECDSA, at the limits of their numbers.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair};
use serde_json::json;
use spki::SubjectPublicKeyInfoRef;
use spki::der::asn1::BitStringRef;
use spki::der::{Decode, Encode};

use super::issuer::{Issuer, builder, encode, good, verify};
use super::keys::{changed, set, without, wrong};
use crate::jwt::{Algorithm, Key, KeyError, TokenError};

/// Each algorithm with the order of its curve (FIPS 186-5, SP 800-186 §3.2.1).
fn orders() -> [(Algorithm, Vec<u8>); 3] {
    let p256 = b"\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51".as_slice();
    let p384 = b"\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\
        \xec\xec\x19\x6a\xcc\xc5\x29\x73"
        .as_slice();
    let p521 = b"\xfa\x51\x86\x87\x83\xbf\x2f\x96\x6b\x7f\xcc\x01\x48\xf7\x09\xa5\
        \xd0\x3b\xb5\xc9\xb8\x89\x9c\x47\xae\xbb\x6f\xb7\x1e\x91\x38\x64\x09"
        .as_slice();
    [
        (Algorithm::ES256, [&[0xff; 4], &[0; 4], [0xff; 8].as_slice(), p256].concat()),
        (Algorithm::ES384, [[0xff; 24].as_slice(), p384].concat()),
        (Algorithm::ES512, [[1].as_slice(), &[0xff; 32], p521].concat()),
    ]
}

/// Returns `left + right`, most significant byte first, without the last carry.
fn plus(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut sum: Vec<u8> = left
        .iter()
        .zip(right)
        .rev()
        .map(|(left, right)| {
            let [high, low] = (u16::from(*left) + u16::from(*right) + carry).to_be_bytes();
            carry = u16::from(high);
            low
        })
        .collect();
    sum.reverse();
    sum
}

/// Returns `left - right`, most significant byte first.
fn minus(left: &[u8], right: &[u8]) -> Vec<u8> {
    let complement: Vec<u8> = right.iter().map(|byte| !byte).collect();
    let one = [vec![0; right.len() - 1], vec![1]].concat();
    plus(&plus(left, &complement), &one)
}

/// Returns `SEQUENCE { INTEGER r, INTEGER s }`.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let element = |tag: u8, content: &[u8]| {
        let len = u8::try_from(content.len()).unwrap();
        let len = if len < 0x80 { vec![len] } else { vec![0x81, len] };
        [vec![tag], len, content.to_vec()].concat()
    };
    let integer = |number: &[u8]| {
        let start = number.iter().position(|byte| *byte != 0).unwrap();
        let sign = if number[start] < 0x80 { [].as_slice() } else { &[0] };
        element(0x02, &[sign, &number[start..]].concat())
    };
    element(0x30, &[integer(r), integer(s)].concat())
}

#[test]
fn s22_ecdsa_signature_has_one_form_and_two_values() {
    for (algorithm, order) in orders() {
        let issuer = Issuer::new(algorithm);
        let jwt = issuer.jwt();
        let token = issuer.token(&good());
        let (signed, _) = token.rsplit_once('.').unwrap();
        let signature = issuer.signature(signed.as_bytes());
        let says =
            |signature: &[u8]| verify(&jwt, &format!("{signed}.{}", encode(signature))).map(|_| ());
        let len = order.len();
        let (r, s) = signature.split_at(len);
        assert_eq!(says(&signature), Ok(()), "{algorithm}");
        // No rule of JOSE forbids the other one of the two values that ECDSA permits for s.
        assert_eq!(says(&[r, &minus(&order, s)].concat()), Ok(()), "{algorithm}");

        let zero = vec![0; len];
        let one = [vec![0; len - 1], vec![1]].concat();
        let below = minus(&order, &one);
        let values = [&zero, &one, &below, &order, &plus(&order, &one), &vec![0xff; len]];
        let pairs = values.into_iter().flat_map(|r| values.map(|s| [&r[..], s].concat()));
        let replaced =
            values.into_iter().flat_map(|value| [[r, value].concat(), [value, s].concat()]);
        let narrow = [&r[..len - 1], &s[..len - 1]].concat();
        let others = [
            r.to_vec(),
            [s, r].concat(),
            [r, &plus(s, &order)].concat(),
            [&plus(r, &order), s].concat(),
            signature[1..].to_vec(),
            signature[..2 * len - 1].to_vec(),
            [signature.as_slice(), &[0]].concat(),
            [&[0], signature.as_slice()].concat(),
            [&[0], r, &[0], s].concat(),
            narrow,
            der(r, s),
        ];
        for wrong in pairs.chain(replaced).chain(others) {
            assert_eq!(says(&wrong), Err(TokenError::Signature), "{algorithm} {wrong:02x?}");
        }
        // Signatures of other curves over the same text.
        for (other, _) in orders() {
            let forger = Issuer::new(other);
            let signature = forger.signature(signed.as_bytes());
            assert_eq!(says(&signature), Err(TokenError::Signature), "{other} for {algorithm}");
        }
    }
}

#[test]
fn s16_es512_with_another_hash_is_rejected() {
    let random = SystemRandom::new();
    for (algorithm, fits) in [
        (&signature::ECDSA_P521_SHA256_FIXED_SIGNING, false),
        (&signature::ECDSA_P521_SHA384_FIXED_SIGNING, false),
        (&signature::ECDSA_P521_SHA512_FIXED_SIGNING, true),
    ] {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let key = Key::from_der(Algorithm::ES512, der.as_ref()).unwrap();
        let header = json!({"alg": "ES512"}).to_string();
        let claims = good().to_string();
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let signature = pair.sign(&random, signed.as_bytes()).unwrap();
        let token = format!("{signed}.{}", encode(signature.as_ref()));
        let jwt = builder().key(key).build().unwrap();
        assert_eq!(verify(&jwt, &token).is_ok(), fits, "{algorithm:?}");
    }
}

#[test]
fn s22_point_has_one_encoding() {
    for (algorithm, order) in orders() {
        let len = order.len();
        let spki = Issuer::new(algorithm).der();
        let info = SubjectPublicKeyInfoRef::from_der(&spki).unwrap();
        let says = |point: &[u8]| {
            let mut info = info.clone();
            info.subject_public_key = BitStringRef::from_bytes(point).unwrap();
            Key::from_der(algorithm, &info.to_der().unwrap()).map(|_| ())
        };
        let point = info.subject_public_key.as_bytes().unwrap();
        assert_eq!(says(point), Ok(()), "{algorithm}");
        let (x, y) = point[1..].split_at(len);
        let sign = y[len - 1] & 1;
        for start in [2, 3] {
            let compressed = says(&[&[start], x].concat());
            assert_eq!(compressed, Err(KeyError::CompressedPoint), "{algorithm}");
        }
        // `x` may start with the byte of a compressed point.
        assert!(says(&[x, y].concat()).is_err(), "{algorithm}");
        let others = [
            vec![],
            vec![0],
            // The forms with both numbers and the sign (SEC 1 of 2000, X9.62).
            [&[6 | sign], x, y].concat(),
            [&[4], x].concat(),
            [&[4], x, y, &[0]].concat(),
            [&[4], x, &y[1..]].concat(),
            [&[4, 0], x, &[0], y].concat(),
            [&[4], y, x].concat(),
            [&[4], vec![0; 2 * len].as_slice()].concat(),
            [&[4], vec![0xff; 2 * len].as_slice()].concat(),
        ];
        for other in others {
            assert_eq!(says(&other), Err(KeyError::Broken), "{algorithm} {other:02x?}");
        }
    }
}

#[test]
fn s22_p521_coordinate_is_reduced_and_66_bytes() {
    let issuer = Issuer::new(Algorithm::ES512);
    let jwk = without(&issuer.jwk("k"), "alg");
    assert!(verify(&set(&jwk).unwrap(), &issuer.token(&good())).is_ok());
    let spki = issuer.der();
    let (x, y) = spki[spki.len() - 132..].split_at(66);
    // p is 2^521 - 1, and x + p has 66 bytes too.
    let prime = [vec![1], vec![0xff; 65]].concat();
    for (name, number) in [("x", x), ("y", y)] {
        for number in [plus(number, &prime), [&[0], number].concat(), number[1..].to_vec()] {
            let jwk = changed(&jwk, name, encode(&number));
            assert_eq!(wrong(&jwk), KeyError::Broken, "{name}");
        }
        let padded = format!("{}====", encode(number));
        assert_eq!(wrong(&changed(&jwk, name, padded)), KeyError::Member(name));
    }
    let moved = changed(&changed(&jwk, "x", encode(&[x, &y[..1]].concat())), "y", encode(&y[1..]));
    assert_eq!(wrong(&moved), KeyError::Broken);
    for name in ["ES256", "ES384", "RS512"] {
        assert_eq!(wrong(&changed(&jwk, "alg", name)), KeyError::Member("alg"), "{name}");
    }
    assert_eq!(wrong(&changed(&jwk, "d", encode(&[1; 66]))), KeyError::Private);
}
