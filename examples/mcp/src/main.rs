//! An MCP server whose tools require scopes. Start it, and run the `curl` lines that it prints.

mod forbidden;
mod notes;
mod refused;
mod sessions;
#[cfg(test)]
mod tests;

use std::error::Error;

use auth_core::resource::ProtectedResource;
use auth_core::{Auth, jwt::Jwt};
use demo::{AUDIENCE, ISSUER, Issuer};
use tokio::net::TcpListener;

/// Returns the call of a tool in MCP's format. `arguments` are JSON.
fn call(tool: &str, arguments: &str) -> String {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\
         \"params\":{{\"name\":\"{tool}\",\"arguments\":{arguments}}}}}"
    )
}

/// The lines to try: each with its HTTP status, its caller and its request.
fn tries(issuer: &Issuer, base: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let token =
        |name: &str, roles: &[&str], scope: &str| issuer.sign(&issuer.claims(name, roles, scope));
    let reader = token("rita", &[], "notes:read")?;
    let writer = token("walt", &[], "notes:read notes:write")?;
    let admin = token("ada", &["admin"], "notes:read notes:write")?;
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#.to_owned();
    let add = call("add_note", r#"{"text":"Buy milk"}"#);
    let line = |title: &str, token: Option<&str>, body: &str, status: u16| {
        let token =
            token.map(|token| format!(" -H 'Authorization: Bearer {token}'")).unwrap_or_default();
        let accept =
            "-H 'Accept: application/json, text/event-stream' -H 'Content-Type: application/json'";
        format!("curl -i{token} {accept} -d '{body}' '{base}/mcp' # {status} {title}")
    };
    Ok(vec![
        line("no token: the challenge names the metadata", None, &list, 401),
        format!("curl -i '{base}/.well-known/oauth-protected-resource' # 200 the metadata"),
        line("a reader sees all tools", Some(&reader), &list, 200),
        line("a reader may not add: the challenge names the scope", Some(&reader), &add, 403),
        line("a writer adds", Some(&writer), &add, 200),
        line("a reader lists", Some(&reader), &call("list_notes", "{}"), 200),
        line(
            "a writer may not clear: no scope would help",
            Some(&writer),
            &call("clear_notes", "{}"),
            200,
        ),
        line("an admin clears", Some(&admin), &call("clear_notes", "{}"), 200),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let issuer = Issuer::new()?;
    let jwt = Jwt::builder().issuer(ISSUER).audience(AUDIENCE).key(issuer.public_key()?).build()?;
    let resource = ProtectedResource::new(AUDIENCE)?.scopes(["notes:read", "notes:write"]);
    let auth = Auth::builder().authenticator(jwt).protected_resource(resource).build()?;
    let app = notes::router(auth);

    let listener = TcpListener::bind(demo::address()?).await?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("Listening on {base}/mcp. Try these; Ctrl-C ends it.\n");
    for line in tries(&issuer, &base)? {
        println!("{line}");
    }
    println!();

    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            eprintln!("cannot wait for Ctrl-C: {error}");
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(ctrl_c).await?;
    println!("Bye.");
    Ok(())
}
