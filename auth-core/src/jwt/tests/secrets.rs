//! Secrets that are public knowledge: public keys in their usual spellings. Random secrets are
//! none.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::json;

use super::issuer::{ALL, Issuer, pem};
use crate::jwt::{Algorithm, Key, KeyError};

/// Returns the key of `issuer` in the format of SSH (RFC 4253 §6.6): its parts, each after its
/// length.
fn ssh(name: &str, point: &[u8]) -> Vec<u8> {
    let part = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    [part(name.as_bytes()), part(point)].concat()
}

/// Returns the shape of a certificate: a sequence in a sequence.
fn certificate(key: &[u8]) -> Vec<u8> {
    let sequence = |content: &[u8]| {
        [&[0x30, 0x82], &u16::try_from(content.len()).unwrap().to_be_bytes()[..], content].concat()
    };
    let inner = sequence(&[b"\xa0\x03\x02\x01\x02", key, &[0x5a; 300]].concat());
    sequence(&[inner, vec![0x5a; 300]].concat())
}

fn in_lines(text: &str, end: &str) -> String {
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    lines.join(end)
}

fn hexadecimal(bytes: &[u8], between: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Returns the usual spellings of bytes that are a key: raw, base64 of all kinds, hexadecimal.
fn spellings(key: &[u8]) -> Vec<Vec<u8>> {
    let base64 = STANDARD.encode(key);
    let texts = [
        base64.clone(),
        format!("  {base64}\n"),
        format!("\"{base64}\""),
        format!("KEY={base64}"),
        in_lines(&base64, "\n"),
        in_lines(&base64, "\r\n"),
        in_lines(&base64, "\\n"),
        in_lines(&base64, "\\\\n"),
        in_lines(&base64, "\n    "),
        STANDARD_NO_PAD.encode(key),
        URL_SAFE.encode(key),
        URL_SAFE_NO_PAD.encode(key),
        in_lines(&URL_SAFE_NO_PAD.encode(key), "\n"),
        base64.replace('/', "\\/"),
        STANDARD.encode(&base64),
        hexadecimal(key, ""),
        hexadecimal(key, "").to_uppercase(),
        format!("0x{}", hexadecimal(key, "")),
        hexadecimal(key, ":"),
        in_lines(&hexadecimal(key, ""), "\n"),
        json!([base64]).to_string(),
        base64.replace('+', "\\u002B").replace('/', "\\u002f"),
        base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        json!({"x5c": [base64, "more"]}).to_string(),
        format!("<X509Certificate>{}</X509Certificate>", in_lines(&base64, "\n")),
    ];
    let utf_16 = [utf_16(&base64), utf_16(&in_lines(&base64, "\r\n"))];
    let raw = [key.to_vec(), [key, b"\n"].concat()];
    raw.into_iter().chain(texts.map(String::into_bytes)).chain(utf_16).collect()
}

#[test]
fn s22_secret_with_a_spelled_public_key_is_rejected() {
    for algorithm in ALL.into_iter().filter(|algorithm| !algorithm.as_str().starts_with('H')) {
        let issuer = Issuer::new(algorithm);
        let (der, jwk) = (issuer.der(), issuer.jwk("k"));
        let mut secrets = spellings(&der);
        secrets.extend(spellings(&certificate(&der)));
        // PKCS #7: the name of its content, and certificates.
        let content =
            [b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", &certificate(&der)[..]].concat();
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        secrets.extend(spellings(&[b"\x30\x82", &length[..], &content].concat()));
        let texts = [
            issuer.pem(),
            issuer.pem().replace('\n', "\\n"),
            issuer.pem().replace("-----BEGIN PUBLIC KEY-----", ""),
            pem("CERTIFICATE", &certificate(&der)),
            STANDARD.encode(issuer.pem()),
            format!("---- BEGIN SSH2 PUBLIC KEY ----\n{}", STANDARD.encode(&der)),
            format!("<RSAKeyValue><Modulus>{}</Modulus></RSAKeyValue>", STANDARD.encode(&der)),
            jwk.to_string(),
            format!(" {jwk:#}"),
            json!([jwk]).to_string(),
            json!({"keys": [jwk]}).to_string(),
            json!({"issuer": {"jwks": {"keys": [jwk]}}}).to_string(),
            json!(jwk.to_string()).to_string(),
            jwk.to_string().replace('"', "'"),
            jwk.to_string().replace('"', "&quot;"),
            URL_SAFE_NO_PAD.encode(jwk.to_string()),
            STANDARD.encode(json!({"keys": [jwk]}).to_string()),
        ];
        secrets.extend(texts.iter().map(|text| text.clone().into_bytes()));
        secrets.extend(texts.iter().map(|text| utf_16(text)));
        for secret in secrets {
            let said = Key::hs256(&secret).err();
            assert_eq!(
                said,
                Some(KeyError::PublicSecret),
                "{algorithm} {}",
                String::from_utf8_lossy(&secret)
            );
        }
    }
}

#[test]
fn s22_secret_with_a_key_of_ssh_is_rejected() {
    let names = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"];
    for name in names {
        let blob = ssh(name, &[0x5a; 40]);
        let base64 = STANDARD.encode(&blob);
        let lines = [
            format!("{name} {base64}"),
            format!("{name} {base64} alice@laptop\n"),
            format!("restrict,command=\"true\" {name} {base64} alice"),
            format!("host.example,192.0.2.1 {name} {base64}"),
        ];
        for secret in spellings(&blob).into_iter().chain(lines.map(String::into_bytes)) {
            let said = Key::hs256(&secret).err();
            assert_eq!(said, Some(KeyError::PublicSecret), "{}", String::from_utf8_lossy(&secret));
        }
    }
}

#[test]
fn s22_random_secret_is_accepted_in_any_spelling() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    // The same numbers at each run (xorshift64*), so that the test cannot fail by chance.
    let mut bytes = |len: usize| -> Vec<u8> {
        let next = std::iter::repeat_with(|| {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()[0]
        });
        next.take(len).collect()
    };
    for len in (32..=72).chain([97, 128, 256, 512]).flat_map(|len| [len; 8]) {
        let secret = bytes(len);
        for spelled in spellings(&secret) {
            let said = Key::hs256(&spelled).err();
            assert_eq!(said, None, "{}", String::from_utf8_lossy(&spelled));
        }
    }
    // With the first byte of DER, and a character of a mark.
    for first in [0x30, b'-', b'{', b'[', b'<', 0x04, 0x00] {
        for len in [32, 48, 64].into_iter().flat_map(|len| [len; 100]) {
            let mut secret = bytes(len);
            secret[0] = first;
            assert!(Key::hs256(&secret).is_ok(), "{secret:?}");
        }
    }
    // Text that starts like DER: a tag, a length, and a tag.
    for len in 32..=74 {
        let text = format!("0{}0!{}", char::from(len), "x".repeat(usize::from(len) - 2));
        assert!(Key::hs256(text.as_bytes()).is_ok(), "{text}");
    }
    for text in [
        "correct horse battery staple, 2026",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "kty: none of the keys' texts at all",
    ] {
        assert!(Key::hs256(text.as_bytes()).is_ok(), "{text}");
    }
    assert!(Key::secret(Algorithm::HS512, "x".repeat(64).as_bytes()).is_ok());
}
