//! The tokens of providers in `vectors/providers`: what the presets and the defaults make of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use auth_core::Identity;
use auth_core::jwt::{Jwt, JwtBuilder, Key, Provider};
use auth_core::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tests::signer::{Signer, encode};

/// The setup of a folder: a provider, and the API that accepts its tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    /// The constructor of the preset. `None` if the defaults are enough.
    preset: Option<String>,
    /// The argument of the constructor: the name of a client or project.
    argument: Option<String>,
    issuer: String,
    audience: String,
    /// `true` if the tokens are padded, in a header of their own.
    #[serde(default)]
    padded: bool,
}

/// A token, and the expected result.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    evidence: Evidence,
    /// The page or file that shows such a token.
    source: String,
    /// The reason for the result, for readers.
    #[serde(rename = "note")]
    _note: Option<String>,
    header: Value,
    /// The header that the issuer signed, if it is another one.
    signed_header: Option<Value>,
    claims: Value,
    /// The expected result with the preset.
    expected: Expected,
    /// The expected result without the preset, if it differs: an error, or `accepted`.
    without_preset: Option<String>,
}

#[derive(Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
enum Evidence {
    /// Made for this test, from the description at the source.
    Constructed,
    Documented,
    FromSource,
    Recorded,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Expected {
    Accepted(Box<Accepted>),
    Rejected(String),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Accepted {
    subject: String,
    token_id: Option<String>,
    #[serde(default)]
    roles: BTreeSet<String>,
    #[serde(default)]
    permissions: BTreeSet<String>,
    #[serde(default)]
    groups: BTreeSet<String>,
    #[serde(default)]
    scopes: BTreeSet<String>,
}

impl From<Identity> for Accepted {
    fn from(identity: Identity) -> Self {
        Self {
            subject: identity.subject().to_owned(),
            token_id: identity.token_id().map(str::to_owned),
            roles: identity.roles().map(str::to_owned).collect(),
            permissions: identity.permissions().map(str::to_owned).collect(),
            groups: identity.groups().map(str::to_owned).collect(),
            scopes: identity.scopes().map(str::to_owned).collect(),
        }
    }
}

impl Setup {
    fn preset(&self) -> Option<Provider> {
        let argument = || self.argument.as_deref().expect("an argument");
        Some(match self.preset.as_deref()? {
            "auth0" => Provider::auth0(),
            "authentik_id_tokens" => Provider::authentik_id_tokens(),
            "canaille" => Provider::canaille(),
            "clerk" => Provider::clerk(),
            "cloudflare_access" => Provider::cloudflare_access(),
            "cognito" => Provider::cognito(),
            "dex_id_tokens" => Provider::dex_id_tokens(),
            "entra" => Provider::entra(),
            "entra_v1" => Provider::entra_v1(),
            "firebase" => Provider::firebase(),
            "fusionauth" => Provider::fusionauth(),
            "google_id_tokens" => Provider::google_id_tokens(),
            "hydra" => Provider::hydra(),
            "keycloak" => Provider::keycloak(argument()),
            "lemonldap_ng" => Provider::lemonldap_ng(),
            "oidc_provider" => Provider::oidc_provider(),
            "okta" => Provider::okta(),
            "supabase" => Provider::supabase(),
            "zitadel" => Provider::zitadel(argument()),
            other => panic!("no preset `{other}`"),
        })
    }

    /// Returns a builder with the keys, and without the preset.
    fn builder(&self, keys: &str) -> JwtBuilder {
        let (keys, _) = Key::from_jwks_lenient(keys).unwrap();
        let builder = Jwt::builder().issuer(&*self.issuer).audience(&*self.audience);
        let builder = keys.into_iter().fold(builder, JwtBuilder::key);
        if !self.padded {
            return builder;
        }
        builder.header(http::HeaderName::from_static("x-amzn-oidc-data")).padded()
    }
}

/// The signers of a run. All providers share them, because generating RSA keys takes time.
#[derive(Default)]
struct Signers(Vec<(usize, Signer)>);

impl Signers {
    /// Returns the signer for the key with this position in its set. It is generated at its first
    /// use. A key that is not in the set has the position after the last one.
    fn get(&mut self, algorithm: &str, set: &Value, id: &Value) -> &Signer {
        let keys = set["keys"].as_array().unwrap();
        let position = keys.iter().position(|key| key["kid"] == *id).unwrap_or(keys.len());
        let is_found =
            |(at, signer): &(usize, Signer)| (*at, signer.algorithm) == (position, algorithm);
        let index = self.0.iter().position(is_found).unwrap_or_else(|| {
            let algorithm = algorithm.to_owned().leak();
            self.0.push((position, Signer::new(algorithm, "")));
            self.0.len() - 1
        });
        &self.0[index].1
    }

    /// Returns a key set in which `GENERATED` is replaced by the numbers of keys.
    ///
    /// A key without `alg` is one for the algorithm that the token names.
    fn fill(&mut self, set: &Value, algorithm: &str) -> String {
        let mut filled = set.clone();
        for key in filled["keys"].as_array_mut().unwrap() {
            if !key.as_object().unwrap().values().any(|value| value == "GENERATED") {
                continue;
            }
            let algorithm = match (key["alg"].as_str(), key["kty"].as_str().unwrap()) {
                (Some(algorithm), _) => algorithm,
                (None, "RSA") if !algorithm.starts_with("RS") => "RS256",
                (None, _) => algorithm,
            };
            let jwk = self.get(algorithm, set, &key["kid"]).jwk();
            for (name, value) in key.as_object_mut().unwrap() {
                if value == "GENERATED" {
                    *value = jwk[name.as_str()].clone();
                }
            }
        }
        filled.to_string()
    }

    fn token(&mut self, vector: &Vector, set: &Value, padded: bool) -> String {
        let header = &vector.header;
        let signer = self.get(header["alg"].as_str().unwrap(), set, &header["kid"]);
        let pad = |text: &str| {
            let padding = if padded { (4 - text.len() % 4) % 4 } else { 0 };
            format!("{text}{}", "=".repeat(padding))
        };
        let segment = |part: &Value| pad(&encode(part.to_string()));
        let signed_header = segment(vector.signed_header.as_ref().unwrap_or(header));
        let token = signer.seal(&signed_header, &segment(&vector.claims));
        let (_, signature) = token.rsplit_once('.').unwrap();
        format!("{}.{}.{}", segment(header), segment(&vector.claims), pad(signature))
    }
}

fn result(jwt: &Jwt, token: &str, claims: &Value) -> Expected {
    let now = claims["iat"].as_i64().unwrap_or_else(|| claims["exp"].as_i64().unwrap() - 60);
    match jwt.verify(token, Timestamp::from_secs(now)) {
        Ok(identity) => Expected::Accepted(Box::new(identity.into())),
        Err(error) => Expected::Rejected(error.to_string()),
    }
}

fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> T {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Checks the tokens of one folder. Returns the number of accepted ones, and adds the failures.
fn check(folder: &Path, signers: &mut Signers, failures: &mut Vec<String>) -> usize {
    let setup: Setup = read(&folder.join("provider.json"));
    let set: Value = read(&folder.join("keys.json"));
    let mut accepted = 0;
    for file in entries(folder) {
        let name = file.file_name().unwrap().to_str().unwrap();
        if matches!(name, "provider.json" | "keys.json") {
            continue;
        }
        let vector: Vector = read(&file);
        assert!(
            vector.source.starts_with("https://") || vector.evidence == Evidence::Constructed,
            "{}: no source",
            file.display()
        );
        let keys = signers.fill(&set, vector.header["alg"].as_str().unwrap());
        let token = signers.token(&vector, &set, setup.padded);
        let verify = |preset: Option<Provider>| {
            let builder = setup.builder(&keys);
            let builder = preset.map_or(builder.clone(), |preset| builder.provider(preset));
            result(&builder.build().unwrap(), &token, &vector.claims)
        };
        let found = verify(setup.preset());
        accepted += usize::from(matches!(found, Expected::Accepted(_)));
        let default = match verify(None) {
            Expected::Accepted(_) => "accepted".to_owned(),
            Expected::Rejected(error) => error,
        };
        let expected_default = match (&vector.without_preset, &vector.expected) {
            (Some(other), _) => other,
            (None, Expected::Rejected(error)) => error,
            (None, Expected::Accepted(_)) => "accepted",
        };
        if (&found, &*default) != (&vector.expected, expected_default) {
            let file = file.display();
            failures.push(format!("{file}:\n  {found:?}\n  without preset: {default:?}"));
        }
    }
    accepted
}

#[test]
fn tokens_of_providers_give_the_expected_result() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/providers");
    let (mut signers, mut failures) = (Signers::default(), Vec::new());
    let mut tested = BTreeSet::new();
    for folder in entries(&root) {
        let accepted = check(&folder, &mut signers, &mut failures);
        let setup: Setup = read(&folder.join("provider.json"));
        if accepted > 0 {
            tested.extend(setup.preset().map(|preset| title(&preset)));
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    // Each preset has a token that it accepts.
    let all: BTreeSet<_> = Provider::all().iter().map(title).collect();
    assert_eq!(all, tested);
}

/// Returns the name of a preset, the first line of its text.
fn title(preset: &Provider) -> String {
    preset.to_string().lines().next().unwrap().to_owned()
}
