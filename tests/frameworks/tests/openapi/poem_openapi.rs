//! poem-openapi 5: OpenAPI 3.0, which has no scopes for schemes of type `http`.

use auth_core::access::{Access, Report, Route};
use auth_core::{Guard, Policy as _};
use poem_openapi::payload::PlainText;
use poem_openapi::{OpenApiService, param::Path};
use serde_json::{Value, json};

use crate::application::{CanPublish, leave};
use crate::validator::{SCHEMA_3_0, faults};

struct Poem;

#[poem_openapi::OpenApi]
impl Poem {
    #[oai(path = "/posts", method = "get")]
    async fn list(&self) -> PlainText<&'static str> {
        PlainText("posts")
    }

    #[oai(path = "/posts/:id", method = "put")]
    async fn publish(&self, _proof: Guard<CanPublish>, id: Path<u64>) -> PlainText<String> {
        PlainText(id.to_string())
    }
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn document_of_poem_openapi_has_guards_of_a_report() {
    let required = Access::required(CanPublish::RULE);
    let report = Report::from_iter([
        Route::new("GET", "/posts", "Poem::list", [Access::public("posts are public")]),
        Route::new("PUT", "/posts/:id", "Poem::publish", [required]),
    ]);
    let generated: Value =
        serde_json::from_str(&OpenApiService::new(Poem, "blog", "1").spec()).unwrap();
    // OpenAPI 3.0 has no scopes for `http`.
    for (scheme, security) in [
        (json!({ "type": "http", "scheme": "bearer" }), json!([{ "login": [] }])),
        (
            json!({ "type": "openIdConnect", "openIdConnectUrl": "https://issuer.example" }),
            json!([{ "login": [] }, { "login": ["posts:write"] }]),
        ),
    ] {
        let schemes = json!({ "login": scheme });
        let document = report.secure_openapi(generated.clone(), &schemes).unwrap();
        assert_eq!(faults(SCHEMA_3_0, &document), [""; 0], "{document:#}");
        leave("poem_openapi", &document);
        assert_eq!(document["paths"]["/posts"]["get"]["security"], json!([]));
        let publish = &document["paths"]["/posts/{id}"]["put"];
        assert_eq!(publish["security"], security);
        assert_eq!(statuses(publish), ["200", "401", "403", "503"]);
    }
}
