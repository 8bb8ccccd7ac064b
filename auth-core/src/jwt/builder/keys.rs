//! Settings of a [`JwtBuilder`] for keys.

use super::JwtBuilder;
use crate::jwt::keys::algorithm::Algorithm;

impl JwtBuilder {
    /// Sets the algorithm of the RSA keys of a key set that do not name one (`alg`). Default:
    /// RS256.
    ///
    /// Call it if the issuer signs with RS512 or PS256, for example, and publishes keys without
    /// `alg`. It applies to the sets of [`jwks`](Self::jwks), before or after this call, and to
    /// later sets ([`Jwt::replace_keys`](crate::jwt::Jwt::replace_keys)). Keys of other types have
    /// no choice, so with another algorithm than one of RSA, [`build`](Self::build) fails. A key
    /// that names its algorithm keeps it, and so does a [`Key`](crate::jwt::Key) from PEM or DER.
    ///
    /// ```
    /// use auth_core::jwt::{Algorithm, Jwt, JwtError, Key};
    ///
    /// let builder = Jwt::builder()
    ///     .issuer("https://issuer.example")
    ///     .audience("https://api.example")
    ///     .key(Key::hs256(b"test data: thirty-two bytes long!")?);
    /// assert!(builder.clone().algorithm(Algorithm::RS512).build().is_ok());
    /// assert_eq!(
    ///     builder.algorithm(Algorithm::ES256).build().unwrap_err(),
    ///     JwtError::KeyAlgorithm(Algorithm::ES256),
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.key_algorithm = algorithm;
        self
    }
}
