//! Secrets that are public knowledge: recognises the usual formats of public keys.

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine as _};

use spki::der::asn1::AnyRef;
use spki::der::{Decode, Reader, SliceReader, Tag, Tagged};

/// The maximum number of encodings around a key: for example base64 around a PEM file.
const ENCODINGS: u8 = 2;

/// The minimum length of a public key in DER or in the format of SSH: that of Ed25519 in DER.
///
/// A random secret of 32 bytes is shorter, and never mistaken for a key.
const MIN_KEY_LEN: usize = 44;

/// Parts of the text of a key or a certificate that no random text contains.
const MARKS: [&str; 6] = [
    "-----BEGIN",
    "-----END",
    // RFC 4716 §3.3.
    "---- BEGIN ",
    // A JSON Web Key, alone or in a set, as JSON and as Python write it.
    "\"kty\"",
    "'kty'",
    // The XML of .NET and of XML signatures.
    "<Modulus>",
];

/// Escapes of the characters of base64 and of JSON.
const ESCAPES: [(&str, &str); 13] = [
    ("\\u002B", "+"),
    ("\\u002b", "+"),
    ("\\u002F", "/"),
    ("\\u002f", "/"),
    ("\\u003D", "="),
    ("\\u003d", "="),
    ("%2B", "+"),
    ("%2b", "+"),
    ("%2F", "/"),
    ("%2f", "/"),
    ("%3D", "="),
    ("%3d", "="),
    ("&quot;", "\""),
];

/// A decoder of base64 with any padding and any last bits.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Returns `true` if `secret` is a key or a certificate in a usual format.
///
/// These are PEM, DER, a JSON Web Key, XML, and the format of SSH. The last four are also
/// recognised in base64, base64url or hexadecimal, with or without line breaks. They may be one
/// word among others (`ssh-ed25519 AAAA… comment`), or one string of a list (`x5c`).
///
/// SECURITY: every client knows a public key. Used as a secret, it lets every client sign (RFC 8725
/// §2.1).
///
/// A bare number is not recognised: the `x` or `n` of a JSON Web Key looks like the random bytes of
/// a secret.
pub(crate) fn is_public_knowledge(secret: &[u8]) -> bool {
    is_key(secret, ENCODINGS)
}

fn is_key(bytes: &[u8], encodings: u8) -> bool {
    if is_der(bytes) || is_ssh(bytes) {
        return true;
    }
    // Without the zeros of UTF-16, and without the backslashes of JSON and of shells.
    let text = String::from_utf8_lossy(bytes).replace('\0', "");
    // JSON serializers and URLs escape `+`, `/` and `=`.
    let text = ESCAPES.iter().fold(text, |text, (escape, letter)| text.replace(escape, letter));
    let text = text.replace("\\n", "\n").replace("\\r", "\n").replace('\\', "");
    if MARKS.iter().any(|mark| text.contains(mark)) {
        return true;
    }
    let Some(left) = encodings.checked_sub(1) else { return false };
    // Padding ends a word. Base64 is decoded without it.
    let is_outside = |letter: char| !(letter.is_ascii_alphanumeric() || "+/-_:".contains(letter));
    let lines = text.split(|letter: char| is_outside(letter) && !letter.is_ascii_whitespace());
    let words = text.split(is_outside);
    lines.chain(words).flat_map(decoded).any(|bytes| is_key(&bytes, left))
}

/// Decodes `text` from hexadecimal and from base64 of both alphabets. Returns the results that are
/// long enough for a key.
fn decoded(text: &str) -> impl Iterator<Item = Vec<u8>> + use<> {
    let letters: String =
        text.chars().filter(|letter| !letter.is_ascii_whitespace() && *letter != ':').collect();
    let base64 = letters.replace('-', "+").replace('_', "/");
    let results = [hexadecimal(letters.trim_start_matches("0x")), LENIENT.decode(base64).ok()];
    results.into_iter().flatten().filter(|bytes| bytes.len() >= MIN_KEY_LEN)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok())
        .collect()
}

/// Returns `true` if `bytes` start like a key or a certificate in DER.
///
/// That is a sequence that starts with a sequence, with a number and more, or with the name of a
/// kind of content (PKCS #7).
fn is_der(bytes: &[u8]) -> bool {
    let mut file = bytes;
    let Some((Tag::Sequence, content)) = element(&mut file) else { return false };
    let mut rest = content;
    let starts_like_a_key = match element(&mut rest) {
        Some((Tag::Sequence | Tag::ObjectIdentifier, _)) => true,
        Some((Tag::Integer, _)) => !rest.is_empty(),
        _ => false,
    };
    // Some text starts like DER: `0x0…` has the tag of a sequence, a length and another tag. A file
    // may end with a line break.
    bytes.len() >= MIN_KEY_LEN
        && !bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
        && file.trim_ascii().is_empty()
        && starts_like_a_key
}

/// Removes the first element of DER from `input`. Returns its tag and its content.
fn element<'d>(input: &mut &'d [u8]) -> Option<(Tag, &'d [u8])> {
    let mut reader = SliceReader::new(input).ok()?;
    let element = AnyRef::decode(&mut reader).ok()?;
    let len = usize::try_from(reader.position()).ok()?;
    *input = input.get(len..)?;
    Some((element.tag(), element.value()))
}

/// Returns `true` if `bytes` start like a public key or a certificate of SSH: with the length of a
/// name, and the name (RFC 4253 §6.6).
fn is_ssh(bytes: &[u8]) -> bool {
    let name = bytes.strip_prefix(b"\0\0\0").and_then(|rest| rest.split_first());
    name.is_some_and(|(_, name)| {
        [b"ssh-".as_slice(), b"ecdsa-sha2-", b"sk-"].iter().any(|start| name.starts_with(start))
    })
}
