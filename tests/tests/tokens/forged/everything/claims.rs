//! The claims of a signed token: each of every type, audiences, issuers, purposes, scopes, settings.

use serde_json::{Value, json};

use crate::forged::corpus::{
    AUDIENCE, Answer, App, Corpus, ISSUER, Signers, every_type, with, without,
};

pub(crate) fn add(corpus: &mut Corpus, signers: &Signers) {
    types(corpus, signers);
    audiences(corpus, signers);
    issuers(corpus, signers);
    purposes(corpus, signers);
    scopes(corpus, signers);
    settings(corpus, signers);
}

/// S19: the result of each claim for `null`, `true`, 7, a string, a list of strings and an object,
/// in that order.
fn types(corpus: &mut Corpus, signers: &Signers) {
    use Answer::{Expired as E, Refused as N, Served as Y, Unscoped as U};
    let table = [
        ("iss", [N, N, N, N, N, N]),
        ("sub", [N, N, N, Y, N, N]),
        ("aud", [N, N, N, N, N, N]),
        ("exp", [N, N, E, N, N, N]),
        ("nbf", [N, N, Y, N, N, N]),
        ("iat", [N, N, Y, N, N, N]),
        ("auth_time", [Y, Y, Y, Y, Y, Y]),
        ("jti", [Y, N, N, Y, N, N]),
        ("acr", [Y, N, N, Y, N, N]),
        ("client_id", [Y, N, N, Y, N, N]),
        ("azp", [Y, N, N, Y, N, N]),
        ("scope", [U, N, N, U, U, N]),
        ("scp", [Y, N, N, Y, Y, N]),
        ("roles", [Y, Y, Y, Y, Y, Y]),
        ("permissions", [Y, Y, Y, Y, Y, Y]),
        ("groups", [Y, Y, Y, Y, Y, Y]),
        ("cnf", [N, N, N, N, N, N]),
        ("nonce", [N, N, N, N, N, N]),
        ("at_hash", [N, N, N, N, N, N]),
        ("c_hash", [N, N, N, N, N, N]),
        ("s_hash", [N, N, N, N, N, N]),
        ("events", [N, N, N, N, N, N]),
        ("token_use", [N, N, N, N, N, N]),
        ("typ", [N, N, N, N, N, N]),
        ("type", [N, N, N, Y, N, N]),
        ("token_type", [N, N, N, Y, N, N]),
        ("tokenName", [N, N, N, Y, N, N]),
        ("department", [Y, Y, Y, Y, Y, Y]),
    ];
    for (name, answers) in table {
        for (value, answer) in every_type().into_iter().zip(answers) {
            let token = signers.ed.token(&with(name, value.clone()));
            corpus.add("claim-types", &format!("{name} {value}"), App::Many, token, answer);
        }
        if ["iss", "sub", "aud", "exp"].contains(&name) {
            corpus.refused(
                "claim-types",
                &format!("{name} absent"),
                signers.ed.token(&without(name)),
            );
        }
    }
    for list in
        [json!([1]), json!(["a", null]), json!([["a"]]), json!([{"a": "b"}]), json!(["a", ["b"]])]
    {
        for name in ["aud", "scp", "scope"] {
            corpus.refused(
                "claim-types",
                &format!("{name} {list}"),
                signers.ed.token(&with(name, list.clone())),
            );
        }
        // The default places of grants: such a value grants no right.
        for name in ["roles", "permissions", "groups"] {
            let token = signers.ed.token(&with(name, list.clone()));
            corpus.served("claim-types", &format!("{name} {list}"), token);
        }
    }
    corpus.refused("claim-types", "sub, empty", signers.ed.token(&with("sub", "")));
}

fn audiences(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "audience";
    let wrong = [
        json!("https://other.example"),
        json!([]),
        json!(""),
        json!([""]),
        json!(["https://other.example"]),
        json!(1),
        json!({"a": AUDIENCE}),
        json!({AUDIENCE: 1}),
        json!(format!("{AUDIENCE}/")),
        json!("https://api.exampl"),
        json!("HTTPS://api.example"),
        json!(format!("{AUDIENCE}\0")),
        json!(format!(" {AUDIENCE}")),
        json!(format!("[\"{AUDIENCE}\"]")),
        json!(format!("{AUDIENCE} https://other.example")),
        json!(ISSUER),
        json!("https://api%2eexample"),
        json!("*"),
        json!(["*"]),
        json!([AUDIENCE, null]),
        json!([[AUDIENCE]]),
        json!([AUDIENCE, 1]),
    ];
    for value in wrong {
        corpus.refused(CLASS, &value.to_string(), signers.ps.token(&with("aud", value)));
    }
    for value in [
        json!(AUDIENCE),
        json!([AUDIENCE]),
        json!(["https://other.example", AUDIENCE]),
        json!([AUDIENCE, ""]),
    ] {
        corpus.served(CLASS, &value.to_string(), signers.ps.token(&with("aud", value)));
    }
    corpus.refused(CLASS, "absent", signers.ps.token(&without("aud")));
}

fn issuers(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "issuer";
    let wrong = [
        json!("https://other.example"),
        json!(""),
        json!(null),
        json!([ISSUER]),
        json!([ISSUER, "https://other.example"]),
        json!({"iss": ISSUER}),
        json!(format!("{ISSUER}/")),
        json!(format!("{ISSUER}\0")),
        json!(format!("{ISSUER} ")),
        json!("https://ISSUER.example"),
        json!("http://issuer.example"),
        json!("https://issuer.example.forger.example"),
    ];
    for value in wrong {
        corpus.refused(CLASS, &value.to_string(), signers.ps.token(&with("iss", value)));
    }
    corpus.refused(CLASS, "absent", signers.ps.token(&without("iss")));
}

/// S25 and S29: real tokens of the issuer that were not made for this.
fn purposes(corpus: &mut Corpus, signers: &Signers) {
    for value in [
        json!({"jkt": "thumbprint-of-a-key"}),
        json!({"x5t#S256": "thumbprint-of-a-certificate"}),
        json!({"kid": "k"}),
        json!({"jwk": {}}),
        json!({}),
    ] {
        corpus.refused(
            "sender-constrained",
            &value.to_string(),
            signers.es.token(&with("cnf", value)),
        );
    }
    for name in ["nonce", "at_hash", "c_hash", "s_hash"] {
        corpus.refused("purpose", name, signers.es.token(&with(name, "b7aGTp9ZtLGwgEaB")));
    }
    let logout = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
    corpus.refused("purpose", "logout token", signers.es.token(&with("events", logout)));
    for value in ["id", "refresh", "ID", "Access", ""] {
        corpus.refused(
            "purpose",
            &format!("token_use {value}"),
            signers.es.token(&with("token_use", value)),
        );
    }
    for value in ["ID", "Refresh", "Offline", "Logout", "JWT", ""] {
        corpus.refused("purpose", &format!("typ {value}"), signers.es.token(&with("typ", value)));
    }
    for name in ["type", "token_type", "tokenName"] {
        for value in
            ["refresh", "Refresh_Token", "offline", "id", "ID_TOKEN", "logout", "Logout+JWT"]
        {
            corpus.refused(
                "purpose",
                &format!("{name} {value}"),
                signers.es.token(&with(name, value)),
            );
        }
        for value in ["access", "Bearer", "access_token", "at+jwt", "user"] {
            corpus.served(
                "purpose",
                &format!("{name} {value}"),
                signers.es.token(&with(name, value)),
            );
        }
    }
    corpus.served("purpose", "typ Bearer", signers.es.token(&with("typ", "Bearer")));
    corpus.served("purpose", "token_use access", signers.es.token(&with("token_use", "access")));
}

/// S14: a scope is that scope, and stands where scopes stand.
fn scopes(corpus: &mut Corpus, signers: &Signers) {
    const CLASS: &str = "guard";
    let mut add = |value: &str, answer| {
        corpus.add(CLASS, value, App::Many, signers.es.token(&with("scope", value)), answer);
    };
    for value in ["orders:write", "a orders:write", "orders:write  a", " orders:write "] {
        add(value, Answer::Served);
    }
    let others = [
        "",
        "orders:writer",
        "orders:writ",
        "ORDERS:WRITE",
        "orders:*",
        "*",
        "orders:.*",
        "a\torders:write",
        "a,orders:write",
        "\u{43e}rders:write",
        "orders:write\0",
        "orders:write\u{a0}",
        "orders:w\u{200b}rite",
    ];
    for value in others {
        add(value, Answer::Unscoped);
    }
    let mut elsewhere = |name: &str, value: Value| {
        let mut claims = without("scope");
        claims[name] = value;
        corpus.add(CLASS, name, App::Many, signers.es.token(&claims), Answer::Unscoped);
    };
    elsewhere("roles", json!(["orders:write"]));
    elsewhere("permissions", json!("orders:write"));
    elsewhere("custom", json!({"scope": "orders:write"}));
    elsewhere("Scope", json!("orders:write"));
    elsewhere("scopes", json!("orders:write"));
    let header = json!({"alg": "ES256", "kid": "es-2026", "scope": "orders:write"}).to_string();
    let token = signers.es.sign(header, without("scope").to_string());
    corpus.add(CLASS, "in the header", App::Many, token, Answer::Unscoped);
}

/// S18 and S19: claims that settings name, beside the standard ones.
fn settings(corpus: &mut Corpus, signers: &Signers) {
    use Answer::{Refused as N, Served as Y};
    let mut complete = with("azp", AUDIENCE);
    complete["oid"] = complete["sub"].clone();
    complete["uti"] = "token-one".into();
    complete["o"] = json!({"id": "org_2026"});
    let mut add = |name: &str, claims: &Value, answer| {
        corpus.add("settings", name, App::Settings, signers.es.token(claims), answer);
    };
    add("complete", &complete, Y);
    let table = [
        ("aud", [N, N, N, Y, Y, N]),
        ("sub", [N, N, N, Y, N, N]),
        ("jti", [Y, N, N, Y, N, N]),
        ("azp", [N, N, N, N, N, N]),
        ("oid", [N, N, N, Y, N, N]),
        ("uti", [Y, N, N, Y, N, N]),
        ("o", [N, N, N, N, N, N]),
    ];
    for (name, answers) in table {
        for (value, answer) in every_type().into_iter().zip(answers) {
            let mut claims = complete.clone();
            claims[name] = value.clone();
            add(&format!("{name} {value}"), &claims, answer);
        }
        let mut claims = complete.clone();
        claims.as_object_mut().unwrap().remove(name);
        let answer = if ["azp", "oid", "o"].contains(&name) { N } else { Y };
        add(&format!("{name} absent"), &claims, answer);
    }
    for (value, answer) in [
        (json!("org_2027"), N),
        (json!("ORG_2026"), N),
        (json!("org_2026\0"), N),
        (json!("org_2026 "), N),
        (json!(""), N),
        (json!(["org_2026", 1]), N),
        (json!([["org_2026"]]), N),
        (json!({"id": "org_2026"}), N),
        (json!(true), N),
        (json!(null), N),
        (json!(["org_2026"]), Y),
        (json!(["org_2027", "org_2026"]), Y),
    ] {
        let mut claims = complete.clone();
        claims["o"]["id"] = value.clone();
        add(&format!("/o/id {value}"), &claims, answer);
    }
    // Other places than the required one.
    let mut elsewhere = complete.clone();
    elsewhere["o"] = json!({"o": {"id": "org_2026"}});
    elsewhere["id"] = "org_2026".into();
    elsewhere["/o/id"] = "org_2026".into();
    elsewhere["O"] = json!({"id": "org_2026"});
    add("the required value elsewhere", &elsewhere, N);
}
