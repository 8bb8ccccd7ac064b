//! actix-web 4: behaviour that the decision tables cannot express.

mod answers;
mod body;
mod checks;
mod groups;
mod logins;
mod names;
mod order;
mod paths;
mod routing;
mod several;
mod testing;
mod workers;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, read_body};
use actix_web::{Error, HttpResponse};
use auth_core::{Auth, policy};
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;

policy! {
    Admins = role = "admin";
}

/// Returns an `Auth` with the callers of the tables, which is ready after some polls.
fn auth() -> Auth {
    Auth::new(book(Pace::Later))
}

fn book(pace: Pace) -> CallerBook {
    CallerBook::new(&Table::load().callers(), pace)
}

fn run<T>(test: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap().block_on(test)
}

/// Returns a request by `caller`, or an anonymous one if that is empty.
fn by(caller: &str, path: &str) -> TestRequest {
    let request = TestRequest::with_uri(path);
    match caller {
        "" => request,
        _ => request.insert_header(("authorization", format!("Bearer {caller}"))),
    }
}

/// The answer, as the server would send it.
struct Answer {
    status: u16,
    response: HttpResponse<()>,
    body: String,
}

impl Answer {
    /// The values of a field, each in quotes.
    fn field(&self, name: &str) -> Vec<&str> {
        self.response.headers().get_all(name).map(|value| value.to_str().unwrap()).collect()
    }
}

async fn send<S, R, B>(app: &S, request: R) -> Answer
where
    S: Service<R, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    match app.call(request).await {
        Ok(response) => {
            let (request, response) = response.into_parts();
            let (response, body) = response.into_parts();
            let body = HttpResponse::with_body(StatusCode::OK, body);
            let body = read_body(ServiceResponse::new(request, body)).await;
            answer(response, &body)
        }
        Err(error) => {
            let (response, body) = error.error_response().into_parts();
            let body = actix_web::body::to_bytes(body).await.unwrap();
            answer(response, &body)
        }
    }
}

fn answer(response: HttpResponse<()>, body: &[u8]) -> Answer {
    Answer {
        status: response.status().as_u16(),
        response,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

async fn status<S, R, B>(app: &S, request: R) -> u16
where
    S: Service<R, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    send(app, request).await.status
}
