//! The presets.

use super::Evidence::{Documented, FromSource, Recorded};
use super::Provider;
use super::setting::Setting;
use crate::jwt::grants::place::Claim;
use crate::jwt::keys::algorithm::Algorithm;

impl Provider {
    /// Returns all presets, with `CLIENT` and `PROJECT` as names, for reviews and tests.
    ///
    /// ```
    /// use auth_core::jwt::Provider;
    ///
    /// for provider in Provider::all() {
    ///     println!("{provider}\n");
    /// }
    /// ```
    #[must_use]
    pub fn all() -> Vec<Self> {
        vec![
            Self::auth0(),
            Self::authentik_id_tokens(),
            Self::canaille(),
            Self::clerk(),
            Self::cloudflare_access(),
            Self::cognito(),
            Self::dex_id_tokens(),
            Self::entra(),
            Self::entra_v1(),
            Self::firebase(),
            Self::fusionauth(),
            Self::google_id_tokens(),
            Self::hydra(),
            Self::keycloak("CLIENT"),
            Self::lemonldap_ng(),
            Self::oidc_provider(),
            Self::okta(),
            Self::supabase(),
            Self::zitadel("PROJECT"),
        ]
    }

    /// Returns the preset of Auth0.
    ///
    /// At Auth0: register the API. Clients ask for its identifier as `audience`; without one,
    /// their tokens are opaque. `permissions` need "Add Permissions in the Access Token". Roles
    /// need an Action that writes them to a claim such as `https://acme.example/roles`: name the
    /// claim with [`roles`](crate::jwt::JwtBuilder::roles).
    pub fn auth0() -> Self {
        Self {
            name: "Auth0",
            settings: vec![],
            needed: "register the API; clients ask for its identifier as `audience`; turn on \
                \"Add Permissions in the Access Token\"; for roles, an Action writes a claim such \
                as `https://acme.example/roles`, which `.roles(…)` names",
            evidence: Documented(
                "https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles",
            ),
        }
    }

    /// Returns the preset of Authentik, whose access tokens are ID tokens.
    ///
    /// It accepts [ID tokens](crate::jwt::JwtBuilder::id_tokens): Authentik copies the `nonce` of
    /// the login into access tokens. The audience is the id of the client. At Authentik: choose a
    /// signing key, because tokens are signed with the client's secret without one.
    pub fn authentik_id_tokens() -> Self {
        Self {
            name: "Authentik",
            settings: vec![Setting::IdTokens],
            needed: "choose a signing key; the audience is the client's id; the scope \
                `profile` adds `groups`",
            evidence: FromSource(
                "https://github.com/goauthentik/authentik/blob/main/authentik/providers/oauth2/\
                id_token.py",
            ),
        }
    }

    /// Returns the preset of Canaille, which signs with RS512 and publishes keys without `alg`.
    ///
    /// At Canaille: the client needs an audience. Without one, `aud` is an empty list, and the
    /// token is rejected.
    pub fn canaille() -> Self {
        Self {
            name: "Canaille",
            settings: vec![Setting::Algorithm(Algorithm::RS512)],
            needed: "give the client an audience",
            evidence: Recorded("https://canaille.readthedocs.io"),
        }
    }

    /// Returns the preset of Clerk's session tokens of version 2, which have no `aud`.
    ///
    /// The audiences are the origins of your pages. Pending sessions are rejected. Roles are those
    /// in the active organization: to admit one organization, add
    /// [`.require_claim("/o/id", "org_…")`](crate::jwt::JwtBuilder::require_claim).
    pub fn clerk() -> Self {
        Self {
            name: "Clerk",
            settings: vec![
                Setting::AudienceClaim("azp"),
                Setting::RequireClaim("sts", "active"),
                Setting::Roles("/o/rol".into()),
            ],
            needed: "use session tokens of version 2; the audiences are the origins of your \
                pages; to admit one organization, add `.require_claim(\"/o/id\", \"org_…\")`",
            evidence: Documented("https://clerk.com/docs/guides/sessions/session-tokens"),
        }
    }

    /// Returns the preset of Cloudflare Access, which passes tokens in a header of its own.
    ///
    /// The audience is the AUD tag of the application, and the issuer
    /// `https://TEAM.cloudflareaccess.com`. The `sub` of a service token is empty: such a token is
    /// rejected. An application for service tokens only names another claim:
    /// [`.subject("common_name")`](crate::jwt::JwtBuilder::subject).
    pub fn cloudflare_access() -> Self {
        Self {
            name: "Cloudflare Access",
            settings: vec![Setting::Header("cf-access-jwt-assertion")],
            needed: "the audience is the AUD tag of the application; for service tokens, \
                which have an empty `sub`, add `.subject(\"common_name\")`",
            evidence: Documented(
                "https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/\
                application-token/",
            ),
        }
    }

    /// Returns the preset of Amazon Cognito, whose access tokens have no `aud`.
    ///
    /// The audiences are the ids of the accepted app clients. ID tokens stay rejected.
    pub fn cognito() -> Self {
        Self {
            name: "Amazon Cognito",
            settings: vec![
                Setting::AudienceClaim("client_id"),
                Setting::Groups("cognito:groups".into()),
            ],
            needed: "the audiences are the ids of the accepted app clients; scopes of your \
                own need a resource server",
            evidence: Documented(
                "https://docs.aws.amazon.com/cognito/latest/developerguide/\
                amazon-cognito-user-pools-using-the-access-token.html",
            ),
        }
    }

    /// Returns the preset of Dex, whose access tokens are ID tokens.
    ///
    /// It accepts [ID tokens](crate::jwt::JwtBuilder::id_tokens). The audience is the id of the
    /// client. At Dex: clients ask for the scope `groups` to get groups.
    pub fn dex_id_tokens() -> Self {
        Self {
            name: "Dex",
            settings: vec![Setting::IdTokens],
            needed: "the audience is the client's id; clients ask for the scope `groups`",
            evidence: FromSource("https://github.com/dexidp/dex/blob/master/server/oauth2.go"),
        }
    }

    /// Returns the preset of Microsoft Entra ID with tokens of version 2.
    ///
    /// The issuer is `https://login.microsoftonline.com/TENANT/v2.0`, and the audience the client
    /// id of the API. At Entra: the manifest of the API says `requestedAccessTokenVersion: 2`, and
    /// clients ask for a scope of the API, because tokens for Microsoft Graph cannot be verified.
    ///
    /// `sub` is an id of the user in this application only. For one id in all applications of the
    /// tenant, add [`.subject("oid")`](crate::jwt::JwtBuilder::subject).
    pub fn entra() -> Self {
        Self {
            name: "Microsoft Entra ID (v2)",
            settings: vec![Setting::TokenId("uti")],
            needed: "set `requestedAccessTokenVersion` to 2 in the manifest of the API; \
                clients ask for a scope of the API; above 200 groups, `groups` is missing: prefer \
                app roles; for one subject in all applications, add `.subject(\"oid\")`",
            evidence: Documented(ENTRA),
        }
    }

    /// Returns the preset of Microsoft Entra ID with tokens of version 1.
    ///
    /// An API gets them unless its manifest says `requestedAccessTokenVersion: 2`. The issuer is
    /// `https://sts.windows.net/TENANT/`, and the audience is the App ID URI (`api://…`) or the
    /// client id of the API. The rest is as with [`entra`](Self::entra).
    pub fn entra_v1() -> Self {
        Self {
            name: "Microsoft Entra ID (v1)",
            settings: vec![Setting::TokenId("uti")],
            needed: "the issuer is `https://sts.windows.net/TENANT/`; the audience is the \
                App ID URI or the client id of the API, as in a token; above 200 groups, `groups` \
                is missing: prefer app roles",
            evidence: Documented(ENTRA),
        }
    }

    /// Returns the preset of Firebase Authentication, whose tokens for services are ID tokens.
    ///
    /// The issuer is `https://securetoken.google.com/PROJECT`, and the audience `PROJECT`. Firebase
    /// writes no claim that identifies an ID token, so the defaults accept its tokens. Custom
    /// claims are at the top level: `claim.admin == true` in rules, or a list `roles`.
    pub fn firebase() -> Self {
        Self {
            name: "Firebase Authentication",
            settings: vec![],
            needed: "the issuer is `https://securetoken.google.com/PROJECT`, the audience \
                `PROJECT`; the Admin SDK sets custom claims, such as a list `roles`",
            evidence: Documented("https://firebase.google.com/docs/auth/admin/verify-id-tokens"),
        }
    }

    /// Returns the preset of `FusionAuth`.
    ///
    /// The audience is the id of the application. `roles` are those of the user's registration.
    pub fn fusionauth() -> Self {
        Self {
            name: "FusionAuth",
            settings: vec![],
            needed: "the audience is the id of the application; set the issuer of the tenant; \
                sign with an RSA or EC key instead of the default secret",
            evidence: Documented(
                "https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/tokens",
            ),
        }
    }

    /// Returns the preset of Google, whose signed tokens are ID tokens.
    ///
    /// It accepts [ID tokens](crate::jwt::JwtBuilder::id_tokens), because access tokens of Google
    /// are opaque. The audience is the id of the client. The tokens have no scopes and no roles.
    pub fn google_id_tokens() -> Self {
        Self {
            name: "Google",
            settings: vec![Setting::IdTokens],
            needed: "the issuer is `https://accounts.google.com`, the audience the client's \
                id; to admit one organization of Workspace, add `.require_claim(\"hd\", …)`",
            evidence: Documented(
                "https://developers.google.com/identity/openid-connect/openid-connect",
            ),
        }
    }

    /// Returns the preset of Ory Hydra.
    ///
    /// At Hydra: `strategies.access_token: jwt`, because tokens are opaque by default. Clients are
    /// registered with the audience and ask for it, because `aud` is empty else. The consent
    /// application writes the list `roles` into `session.access_token`.
    pub fn hydra() -> Self {
        Self {
            name: "Ory Hydra",
            settings: vec![Setting::Roles("/ext/roles".into())],
            needed: "set `strategies.access_token` to `jwt`; register the audience at the \
                client, which asks for it as `audience`; the consent application writes `roles` \
                into `session.access_token`",
            evidence: Documented("https://www.ory.com/docs/oauth2-oidc/jwt-access-token"),
        }
    }

    /// Returns the preset of Keycloak, with the realm roles and the roles of `client`.
    ///
    /// Both kinds count as roles, so a client role `admin` equals a realm role `admin`. `client` is
    /// the id of the client that stands for this API.
    ///
    /// At Keycloak: the client scope `basic` writes `sub` (from version 25 on, and not into
    /// lightweight tokens). An audience mapper adds `client` to `aud`, which else names `account`.
    /// Groups need a mapper that writes `groups`.
    pub fn keycloak(client: &str) -> Self {
        let client = client.replace('~', "~0").replace('/', "~1");
        let client_roles = format!("/resource_access/{client}/roles");
        Self {
            name: "Keycloak",
            settings: vec![
                Setting::Roles("/realm_access/roles".into()),
                Setting::Roles(client_roles.into()),
            ],
            needed: "the client scope `basic` writes `sub`; an audience mapper adds the API \
                to `aud`; a group mapper writes `groups`",
            evidence: Documented("https://www.keycloak.org/docs/latest/upgrading/"),
        }
    }

    /// Returns the preset of `LemonLDAP::NG`.
    ///
    /// The issuer is written with its last slash. At the server: the client's access tokens are
    /// JWTs, and the API is one of its additional audiences.
    pub fn lemonldap_ng() -> Self {
        Self {
            name: "LemonLDAP::NG",
            settings: vec![],
            needed: "use JWT format for access tokens; add the API to the additional \
                audiences of the client; the issuer ends with `/`",
            evidence: Recorded("https://lemonldap-ng.org/documentation/latest/idpopenidconnect"),
        }
    }

    /// Returns the preset of the npm package `oidc-provider`.
    ///
    /// Its JWTs follow RFC 9068, so only [such tokens](crate::jwt::JwtBuilder::strict_profile) are
    /// accepted. At the provider: `resourceIndicators` defines the API, with `jwt` as its format.
    pub fn oidc_provider() -> Self {
        Self {
            name: "oidc-provider",
            settings: vec![Setting::StrictProfile],
            needed: "define the API in `features.resourceIndicators`, with `jwt` as \
                `accessTokenFormat`; clients ask for it as `resource`",
            evidence: Recorded("https://github.com/panva/node-oidc-provider"),
        }
    }

    /// Returns the preset of Okta's custom authorization servers.
    ///
    /// The subject is `uid`, the stable id of a user, because `sub` is a login name. Tokens of
    /// clients without a user have no `uid` and are rejected. For these, add
    /// [`.subject("sub")`](crate::jwt::JwtBuilder::subject).
    ///
    /// At Okta: use a custom authorization server. Tokens of the org server are for Okta's own API
    /// only. Groups need a claim `groups` in access tokens.
    pub fn okta() -> Self {
        Self {
            name: "Okta",
            settings: vec![Setting::Subject("uid")],
            needed: "use a custom authorization server (`/oauth2/default`); add a claim \
                `groups` to access tokens; for clients without a user, add `.subject(\"sub\")`",
            evidence: Documented(
                "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/",
            ),
        }
    }

    /// Returns the preset of Supabase Auth.
    ///
    /// The issuer is `https://PROJECT.supabase.co/auth/v1`, and the audience `authenticated`. The
    /// role is the one of the database: `authenticated`. At Supabase: use asymmetric signing keys.
    pub fn supabase() -> Self {
        Self {
            name: "Supabase Auth",
            settings: vec![Setting::Roles("role".into())],
            needed: "use asymmetric signing keys; the audience is `authenticated`; a hook \
                may write further claims; never trust `user_metadata`, which users write",
            evidence: Documented("https://supabase.com/docs/guides/auth/jwt-fields"),
        }
    }

    /// Returns the preset of Zitadel, with the roles of a project.
    ///
    /// `project` is the id of the project, and the audience. A role counts for each organization
    /// that grants it.
    ///
    /// At Zitadel: the access tokens of the client are JWTs. The project asserts its roles on
    /// authentication, or clients ask for the scope `urn:zitadel:iam:org:projects:roles`. Clients
    /// also ask for `urn:zitadel:iam:org:project:id:PROJECT:aud`.
    pub fn zitadel(project: &str) -> Self {
        let roles = format!("urn:zitadel:iam:org:project:{project}:roles");
        Self {
            name: "Zitadel",
            settings: vec![Setting::Roles(Claim::keys(roles))],
            needed: "choose JWT as the type of access tokens; turn on \"Assert Roles on \
                Authentication\" for the project, whose id is the audience; clients ask for the \
                scope `urn:zitadel:iam:org:project:id:PROJECT:aud`",
            evidence: Documented("https://zitadel.com/docs/apis/openidoauth/claims"),
        }
    }
}

const ENTRA: &str =
    "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference";
