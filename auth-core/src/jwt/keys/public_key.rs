//! Public keys: how PEM and DER spell them, and whether they are fit to verify with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;

use super::algorithm::Material;
use super::der::{BIT_STRING, INTEGER, SEQUENCE, all_of, element, wrap};
use crate::jwt::error::KeyError;
use crate::jwt::provider::MAX_RSA_BITS;

/// The least length of an RSA modulus (RFC 7518 §3.3).
const MIN_RSA_BITS: usize = 2048;

/// `rsaEncryption` and its parameters, as DER.
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
/// `id-ecPublicKey` on `secp256r1`.
const P256: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// `id-ecPublicKey` on `secp384r1`.
const P384: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22";
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";

/// The points of Ed25519 whose order is small, least significant byte first, without the sign: with any of them as the key,
/// one signature fits every message.
const SMALL_ORDER: [[u8; 32]; 7] = [
    number(0x00, 0x00, 0x00),
    number(0x01, 0x00, 0x00),
    number(0xec, 0xff, 0x7f),
    number(0xed, 0xff, 0x7f),
    number(0xee, 0xff, 0x7f),
    *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\
       \xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\
       \x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
];

const fn number(low: u8, middle: u8, high: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    let [start, .., end] = &mut bytes;
    (*start, *end) = (low, high);
    bytes
}

/// A public key that is fit to verify with.
pub(crate) struct PublicKey {
    pub(crate) material: Material,
    pub(crate) decoding: DecodingKey,
    /// How long its signatures are, in bytes.
    pub(crate) signature_len: usize,
}

impl PublicKey {
    /// Reads the one PEM block of `text` (RFC 7468): `PUBLIC KEY`, or `RSA PUBLIC KEY`.
    pub(crate) fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let text = std::str::from_utf8(text).map_err(|_| KeyError::NotPem)?;
        let (_, block) = text.split_once("-----BEGIN ").ok_or(KeyError::NotPem)?;
        let (label, block) = block.split_once("-----").ok_or(KeyError::NotPem)?;
        if label.ends_with("PRIVATE KEY") {
            return Err(KeyError::Private);
        }
        if label.ends_with("CERTIFICATE") {
            return Err(KeyError::Certificate);
        }
        if block.contains("-----BEGIN ") {
            return Err(KeyError::SeveralBlocks);
        }
        let (body, _) =
            block.split_once(&format!("-----END {label}-----")).ok_or(KeyError::NotPem)?;
        let body: String = body.split_ascii_whitespace().collect();
        let der = STANDARD.decode(body).map_err(|_| KeyError::NotPem)?;
        match label {
            "PUBLIC KEY" => Self::from_der(&der),
            "RSA PUBLIC KEY" => Self::from_rsa_der(&der),
            _ => Err(KeyError::Unknown),
        }
    }

    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if der.starts_with(b"-----BEGIN ") {
            return Err(KeyError::NotDer);
        }
        let info = all_of(SEQUENCE, der).ok_or(KeyError::NotDer)?;
        let (algorithm, key) = element(SEQUENCE, info).ok_or(KeyError::NotDer)?;
        // The first byte of a bit string says how many bits of the last one do not count.
        let key = all_of(BIT_STRING, key)
            .and_then(|key| key.strip_prefix(b"\0"))
            .ok_or(KeyError::NotDer)?;
        match algorithm {
            RSA => Self::from_rsa_der(key),
            P256 => Self::ec(Material::P256, key),
            P384 => Self::ec(Material::P384, key),
            ED25519 => Self::ed25519(key),
            // SECURITY: secp256k1's points are as long as those of P-256, and `jsonwebtoken` looks at the length only.
            _ => Err(KeyError::Unknown),
        }
    }

    /// Reads an `RSAPublicKey` (RFC 8017 §A.1.1).
    fn from_rsa_der(der: &[u8]) -> Result<Self, KeyError> {
        let numbers = all_of(SEQUENCE, der).ok_or(KeyError::NotDer)?;
        let (modulus, exponent) = element(INTEGER, numbers).ok_or(KeyError::NotDer)?;
        let exponent = all_of(INTEGER, exponent).ok_or(KeyError::NotDer)?;
        // Integers have a sign in DER.
        if [modulus, exponent]
            .into_iter()
            .any(|number| number.first().is_none_or(|byte| *byte >= 0x80))
        {
            return Err(KeyError::NotDer);
        }
        Self::rsa(modulus, exponent)
    }

    /// An RSA key of these numbers, most significant byte first.
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
        let bits = bit_len(modulus);
        // SECURITY: a modulus of 1024 bits can be factored (RFC 7518 §3.3; RFC 8725 §3.5), and a huge one costs every token.
        if bits < MIN_RSA_BITS {
            return Err(KeyError::WeakRsa { bits });
        }
        if bits > MAX_RSA_BITS {
            return Err(KeyError::LongRsa { bits, most: MAX_RSA_BITS });
        }
        // SECURITY: with the exponent 1 every message is its own signature; even ones fit no RSA key, and huge ones cost time.
        if exponent == [1]
            || bit_len(exponent) > 33
            || exponent.last().is_none_or(|last| last % 2 == 0)
        {
            return Err(KeyError::RsaExponent);
        }
        if modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::Broken);
        }
        Ok(Self {
            material: Material::Rsa,
            // As DER, which aws-lc reads faster than two numbers, at every token.
            decoding: DecodingKey::from_rsa_der(&rsa_der(modulus, exponent)),
            signature_len: modulus.len(),
        })
    }

    /// A key on the curve of `material`: its point, uncompressed (SEC 1 §2.3.3).
    pub(crate) fn ec(material: Material, point: &[u8]) -> Result<Self, KeyError> {
        let signature_len = if material == Material::P256 { 64 } else { 96 };
        match point {
            [0x04, numbers @ ..] if numbers.len() == signature_len => {}
            [0x02 | 0x03, ..] => return Err(KeyError::CompressedPoint),
            _ => return Err(KeyError::Broken),
        }
        // The name of this constructor misleads: what it keeps is the point.
        Ok(Self { material, decoding: DecodingKey::from_ec_der(point), signature_len })
    }

    /// A key on Ed25519.
    pub(crate) fn ed25519(point: &[u8]) -> Result<Self, KeyError> {
        let mut unsigned: [u8; 32] = point.try_into().map_err(|_| KeyError::Broken)?;
        if let Some(most) = unsigned.last_mut() {
            *most &= 0x7f;
        }
        // SECURITY: with such a key anybody can sign anything (RFC 8032 §8.4 and §5.1.7 leave the check to us).
        if SMALL_ORDER.contains(&unsigned) {
            return Err(KeyError::Broken);
        }
        Ok(Self {
            material: Material::Ed25519,
            decoding: DecodingKey::from_ed_der(point),
            signature_len: 64,
        })
    }
}

/// An `RSAPublicKey` (RFC 8017 §A.1.1).
fn rsa_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        // Integers have a sign in DER.
        let sign: &[u8] =
            if number.first().is_some_and(|first| *first >= 0x80) { b"\0" } else { b"" };
        wrap(INTEGER, &[sign, number].concat())
    };
    wrap(SEQUENCE, &[integer(modulus), integer(exponent)].concat())
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.split_at(zeros).1
}

/// How many bits a number has that starts with no zero.
fn bit_len(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |first| first.leading_zeros() as usize);
    number.len().saturating_mul(8).saturating_sub(leading)
}
