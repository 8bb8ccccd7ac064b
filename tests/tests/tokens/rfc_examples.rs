//! The examples of RFC 7515 and RFC 8037, bit for bit.

use auth_core::jwt::{Jwt, Key, KeyError, TokenError};
use auth_core::time::Timestamp;
use serde_json::{Value, json};
use tests::signer::decode;

/// The claims of RFC 7515 §A.1 to §A.3: they say `iss` and `exp`, and neither `sub` nor `aud`.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn verifier(key: &Value) -> Result<Jwt, KeyError> {
    let builder = Jwt::builder().issuer("joe").audience("https://api.example");
    let builder = match key["k"].as_str() {
        // A secret, which no key set may hold.
        Some(secret) => builder.key(Key::hs256(&decode(secret).unwrap())?),
        None => builder.jwks(&json!({"keys": [key]}).to_string())?,
    };
    Ok(builder.build().unwrap())
}

/// Checks the result for the example, and for the example with one changed bit in each
/// segment.
fn check(key: &Value, token: &str, said: &TokenError) {
    let jwt = verifier(key).unwrap();
    let verify = |token: &str| jwt.verify(token, Timestamp::from_secs(1_300_819_379)).unwrap_err();
    assert_eq!(&verify(token), said);
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three segments")
    };
    let flipped = |segment: &str| {
        let at = segment.len() / 2;
        let letter = if segment.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{letter}{}", &segment[..at], &segment[at + 1..])
    };
    assert_eq!(verify(&format!("{header}.{claims}.{}", flipped(signature))), TokenError::Signature);
    assert_ne!(&verify(&format!("{header}.{}.{signature}", flipped(claims))), said);
    assert_eq!(verify(&format!("{header}.{claims}.")), TokenError::Form);
}

#[test]
fn rfc_7515_a_1_hmac() {
    let key = json!({
        "kty": "oct", "alg": "HS256",
        "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    });
    let token = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    check(&key, &token, &TokenError::MissingClaim("sub"));
}

#[test]
fn rfc_7515_a_2_rsa() {
    let key = json!({
        "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_\
              YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZ\
              lxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    });
    let token = format!(
        "eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5\
         jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d\
         O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77\
         Rw"
    );
    check(&key, &token, &TokenError::MissingClaim("sub"));
}

#[test]
fn rfc_7515_a_3_ecdsa() {
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let token = format!(
        "eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    check(&key, &token, &TokenError::MissingClaim("sub"));
}

/// Its payload is a word: past the signature, it is refused as claims.
#[test]
fn rfc_7515_a_4_ecdsa_on_p_521() {
    let key = json!({
        "kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    });
    let token = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.\
        AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt\
        AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    check(&key, token, &TokenError::Claims);
}

#[test]
fn rfc_7515_a_5_unsecured() {
    let key =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let said = verifier(&key)
        .unwrap()
        .verify(&format!("eyJhbGciOiJub25lIn0.{CLAIMS}."), Timestamp::from_secs(0));
    assert_eq!(said.unwrap_err(), TokenError::Form);
}

/// Its payload is a sentence: past the signature, it is refused as claims.
#[test]
fn rfc_8037_a_4_ed25519() {
    let key =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
        hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    check(&key, token, &TokenError::Claims);
}
