//! Public keys: reads them from PEM and DER, and rejects those that are unsafe to verify with.

use jsonwebtoken::DecodingKey;
use pkcs1::{RsaPublicKey, UintRef};
use spki::der::asn1::{AnyRef, ObjectIdentifier};
use spki::der::{Decode, Encode};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::algorithm::KeyType;
use crate::jwt::crypto::MAX_RSA_BITS;
use crate::jwt::keys::error::KeyError;

/// The minimum length of an RSA modulus (RFC 7518 §3.3).
const MIN_RSA_BITS: usize = 2048;

/// `rsaEncryption` (RFC 3279 §2.3.1).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-ecPublicKey` (RFC 5480 §2.1.1).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `secp256r1`, which is P-256 (RFC 5480 §2.1.1.1).
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// `secp384r1`, which is P-384 (RFC 5480 §2.1.1.1).
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// `secp521r1`, which is P-521 (RFC 5480 §2.1.1.1).
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The points of Ed25519 of small order, least significant byte first, without the sign.
///
/// With one of them as the key, one signature is valid for every message.
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

/// A public key that is safe to verify with.
pub(crate) struct PublicKey {
    pub(crate) key_type: KeyType,
    pub(crate) decoding: DecodingKey,
    /// The length of its signatures in bytes.
    pub(crate) signature_len: usize,
}

impl PublicKey {
    /// Reads the only PEM block of `text` (RFC 7468): `PUBLIC KEY`, or `RSA PUBLIC KEY`.
    pub(crate) fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let text = std::str::from_utf8(text).map_err(|_| KeyError::NotPem)?;
        let (_, block) = text.split_once("-----BEGIN ").ok_or(KeyError::NotPem)?;
        let (label, block) = block.split_once("-----").ok_or(KeyError::NotPem)?;
        // The label explains a wrong block, even if its content is damaged.
        if label.ends_with("PRIVATE KEY") {
            return Err(KeyError::Private);
        }
        if label.ends_with("CERTIFICATE") {
            return Err(KeyError::Certificate);
        }
        if block.contains("-----BEGIN ") {
            return Err(KeyError::SeveralBlocks);
        }
        // `pem` takes lines above a blank line for headers, and no public key has headers.
        let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let block = pem::parse(lines.join("\n")).map_err(|_| KeyError::NotPem)?;
        match block.tag() {
            "PUBLIC KEY" => Self::from_der(block.contents()),
            "RSA PUBLIC KEY" => Self::from_rsa_der(block.contents()),
            _ => Err(KeyError::Unknown),
        }
    }

    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::NotDer)?;
        let key = info.subject_public_key.as_bytes().ok_or(KeyError::NotDer)?;
        let AlgorithmIdentifierRef { oid, parameters } = info.algorithm;
        let curve = parameters.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
        match (oid, parameters, curve) {
            (RSA, Some(AnyRef::NULL), _) => Self::from_rsa_der(key),
            (EC, _, Some(P256)) => Self::ec(KeyType::P256, key),
            (EC, _, Some(P384)) => Self::ec(KeyType::P384, key),
            (EC, _, Some(P521)) => Self::ec(KeyType::P521, key),
            (ED25519, None, _) => Self::ed25519(key),
            // SECURITY: a key on secp256k1 would be read as one on P-256, because their points have
            // one length, and `jsonwebtoken` does not know the curve (RFC 7518 §3.4).
            _ => Err(KeyError::Unknown),
        }
    }

    /// Reads an `RSAPublicKey` (RFC 8017 §A.1.1).
    fn from_rsa_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = RsaPublicKey::from_der(der).map_err(|_| KeyError::NotDer)?;
        Self::from_rsa_key(key)
    }

    /// Creates an RSA key from its numbers, most significant byte first.
    pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let number = |bytes| UintRef::new(bytes).map_err(|_| KeyError::Broken);
        let (modulus, public_exponent) = (number(modulus)?, number(exponent)?);
        Self::from_rsa_key(RsaPublicKey { modulus, public_exponent })
    }

    fn from_rsa_key(key: RsaPublicKey<'_>) -> Result<Self, KeyError> {
        let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
        let bits = bit_len(modulus);
        // SECURITY: a modulus of 1024 bits can be factored (RFC 7518 §3.3, RFC 8725 §3.5). A very
        // long one makes each verification slow.
        if bits < MIN_RSA_BITS {
            return Err(KeyError::WeakRsa { bits });
        }
        if bits > MAX_RSA_BITS {
            return Err(KeyError::LongRsa { bits, most: MAX_RSA_BITS });
        }
        // SECURITY: with the exponent 1, every message is its own signature (RFC 8017 §3.1). An
        // even exponent belongs to no RSA key. A very long one makes each verification slow.
        if exponent == [1]
            || bit_len(exponent) > 33
            || exponent.last().is_none_or(|last| last % 2 == 0)
        {
            return Err(KeyError::RsaExponent);
        }
        if modulus.last().is_none_or(|last| last % 2 == 0) {
            return Err(KeyError::Broken);
        }
        // aws-lc reads a key faster from DER than from two numbers, at each verification.
        let der = key.to_der().map_err(|_| KeyError::Broken)?;
        Ok(Self {
            key_type: KeyType::Rsa,
            decoding: DecodingKey::from_rsa_der(&der),
            signature_len: modulus.len(),
        })
    }

    /// Creates a key on the curve of `key_type` from its uncompressed point (SEC 1 §2.3.3).
    pub(crate) fn ec(key_type: KeyType, point: &[u8]) -> Result<Self, KeyError> {
        let signature_len = match key_type {
            KeyType::P256 => 64,
            KeyType::P384 => 96,
            _ => 132,
        };
        match point {
            [0x04, numbers @ ..] if numbers.len() == signature_len => {}
            [0x02 | 0x03, ..] => return Err(KeyError::CompressedPoint),
            _ => return Err(KeyError::Broken),
        }
        // Despite its name, this constructor takes the point and not DER.
        Ok(Self { key_type, decoding: DecodingKey::from_ec_der(point), signature_len })
    }

    /// Creates a key on Ed25519 from its point.
    pub(crate) fn ed25519(point: &[u8]) -> Result<Self, KeyError> {
        let mut unsigned: [u8; 32] = point.try_into().map_err(|_| KeyError::Broken)?;
        if let Some(most_significant) = unsigned.last_mut() {
            *most_significant &= 0x7f;
        }
        // SECURITY: with such a key, any client can forge tokens. RFC 8032 §5.1.7 and §8.4 leave
        // the check to the application.
        if SMALL_ORDER.contains(&unsigned) {
            return Err(KeyError::Broken);
        }
        Ok(Self {
            key_type: KeyType::Ed25519,
            decoding: DecodingKey::from_ed_der(point),
            signature_len: 64,
        })
    }
}

/// Returns the number of bits of a number without leading zero bytes.
fn bit_len(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |first| first.leading_zeros() as usize);
    number.len().saturating_mul(8).saturating_sub(leading)
}
