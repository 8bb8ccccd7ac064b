//! A client that calls each method and prints the status.

use std::error::Error;

use demo::Issuer;
use http::uri::PathAndQuery;
use tokio_stream::iter;
use tonic::client::Grpc;
use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status};

use crate::generated::Text;

/// Makes all calls, prints each, and returns the number of unexpected statuses.
pub(crate) async fn try_all(issuer: &Issuer, base: &str) -> Result<usize, Box<dyn Error>> {
    let viewer = issuer.sign(&issuer.claims("victor", &["viewer"], ""))?;
    let editor = issuer.sign(&issuer.claims("edith", &["editor"], "posts:write"))?;
    let admin = issuer.sign(&issuer.claims("ada", &["admin"], ""))?;
    let mut forged = admin.clone();
    forged.truncate(forged.len() - 4);
    forged.push_str("AAAA");
    let calls = [
        ("Health", "anonymous", None, "", Code::Ok),
        ("Health", "a forged token is not looked at", Some(&forged), "", Code::Ok),
        ("Me", "anonymous", None, "", Code::Unauthenticated),
        ("Me", "viewer", Some(&viewer), "", Code::Ok),
        ("Publish", "anonymous", None, "News", Code::Unauthenticated),
        ("Publish", "viewer may not", Some(&viewer), "News", Code::PermissionDenied),
        ("Publish", "editor", Some(&editor), "News", Code::Ok),
        ("Publish", "admin", Some(&admin), "News", Code::Ok),
        ("DeleteUser", "anonymous", None, "7", Code::Unauthenticated),
        ("DeleteUser", "forged", Some(&forged), "7", Code::Unauthenticated),
        ("DeleteUser", "editor may not", Some(&editor), "7", Code::PermissionDenied),
        (
            "DeleteUser",
            "editor may not, whatever the message is",
            Some(&editor),
            "seven",
            Code::PermissionDenied,
        ),
        ("DeleteUser", "admin", Some(&admin), "7", Code::Ok),
        (
            "DeleteUser",
            "no number, from somebody who may",
            Some(&admin),
            "seven",
            Code::InvalidArgument,
        ),
        (
            "Import",
            "viewer passes the layer, not the method",
            Some(&viewer),
            "News",
            Code::PermissionDenied,
        ),
        ("Import", "editor", Some(&editor), "News", Code::Ok),
        ("Internal", "a caller on this machine, without a token", None, "", Code::Ok),
        ("Forgotten", "a method that nobody listed", Some(&admin), "", Code::Unimplemented),
        ("Unknown", "a method that does not exist", Some(&admin), "", Code::Unimplemented),
    ];
    let channel = Channel::from_shared(base.to_owned())?.connect().await?;
    let mut broken = 0;
    for (method, title, token, message, promised) in calls {
        let answer = call(&channel, method, token.map(String::as_str), message).await?;
        let (code, said) = match &answer {
            Ok(answer) => (Code::Ok, answer.get_ref().clone()),
            Err(status) => (status.code(), challenge(status)),
        };
        let verdict = if code == promised { "" } else { ", NOT AS PROMISED" };
        broken += usize::from(code != promised);
        println!("blog.Blog/{method} # {code:?}{verdict}: {title} → {said:?}");
    }
    Ok(broken)
}

async fn call(
    channel: &Channel,
    method: &str,
    token: Option<&str>,
    message: &str,
) -> Result<Result<Response<String>, Status>, Box<dyn Error>> {
    let mut request = Request::new(iter([message.to_owned()]));
    if let Some(token) = token {
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse()?);
    }
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await?;
    let path: PathAndQuery = format!("/blog.Blog/{method}").parse()?;
    // On the wire, a unary call is a stream with one message and one response.
    Ok(grpc.client_streaming(request, path, Text).await)
}

/// Returns the advice of the server.
fn challenge(status: &Status) -> String {
    let challenge = status.metadata().get("www-authenticate").and_then(|value| value.to_str().ok());
    challenge.unwrap_or(status.message()).to_owned()
}
