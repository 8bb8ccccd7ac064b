//! Presets of providers: their text, and the settings that they make.

use crate::jwt::{Algorithm, Jwt, Provider};

#[test]
fn all_presets_are_listed_and_in_the_guide() {
    let guide = include_str!("../../../docs/your-issuer.md");
    let constructors: Vec<_> = include_str!("../provider/presets.rs")
        .lines()
        .filter(|line| line.ends_with(") -> Self {"))
        .filter_map(|line| line.strip_prefix("    pub fn ")?.split_once('('))
        .collect();
    assert_eq!(constructors.len(), Provider::all().len());
    for (name, _) in constructors {
        assert!(guide.contains(&format!("`Provider::{name}(")), "{name}");
    }
    let names: std::collections::BTreeSet<_> =
        Provider::all().iter().map(|provider| provider.name).collect();
    assert_eq!(names.len(), Provider::all().len());
}

#[test]
fn a_preset_equals_the_calls_that_it_prints() {
    let empty = || Jwt::builder().issuer("https://issuer.example").audience("api");
    let zitadel = "urn:zitadel:iam:org:project:7:roles";
    let cases = [
        (Provider::auth0(), empty()),
        (Provider::authentik_id_tokens(), empty().id_tokens()),
        (Provider::canaille(), empty().algorithm(Algorithm::RS512)),
        (
            Provider::clerk(),
            empty().audience_claim("azp").require_claim("sts", "active").roles("/o/rol"),
        ),
        (
            Provider::cloudflare_access(),
            empty().header(http::HeaderName::from_static("cf-access-jwt-assertion")),
        ),
        (Provider::cognito(), empty().audience_claim("client_id").groups("cognito:groups")),
        (Provider::entra(), empty().token_id("uti")),
        (
            Provider::keycloak("a/b~c"),
            empty().roles("/realm_access/roles").roles("/resource_access/a~1b~0c/roles"),
        ),
        (Provider::oidc_provider(), empty().strict_profile()),
        (Provider::okta(), empty().subject("uid")),
        (Provider::zitadel("7"), empty().roles(crate::jwt::Claim::keys(zitadel))),
    ];
    for (provider, expected) in cases {
        let name = provider.name;
        assert_eq!(format!("{:?}", empty().provider(provider)), format!("{expected:?}"), "{name}");
    }
    let later = empty().provider(Provider::okta()).subject("sub");
    assert_eq!(format!("{later:?}"), format!("{:?}", empty()));
}

#[test]
fn a_preset_prints_calls_settings_and_evidence() {
    let text = Provider::zitadel("7").to_string();
    let start = "Zitadel\n    \
        .roles(Claim::keys(\"urn:zitadel:iam:org:project:7:roles\"))\nat the provider: choose JWT";
    assert!(text.starts_with(start), "{text}");
    assert!(
        text.ends_with("\nevidence: documented, https://zitadel.com/docs/apis/openidoauth/claims")
    );
    let canaille = Provider::canaille().to_string();
    assert!(canaille.contains("    .algorithm(Algorithm::RS512)\n"), "{canaille}");
    assert!(canaille.contains("evidence: recorded, https://"), "{canaille}");
    assert!(Provider::auth0().to_string().contains("    (the defaults)\n"));
    assert!(Provider::dex_id_tokens().to_string().contains("evidence: from source, https://"));
}

#[test]
fn only_presets_named_so_accept_id_tokens() {
    let names: Vec<_> = Provider::all()
        .iter()
        .filter(|provider| provider.to_string().contains(".id_tokens()"))
        .map(|provider| provider.name)
        .collect();
    assert_eq!(names, ["Authentik", "Dex", "Google"]);
}
