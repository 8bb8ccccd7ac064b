//! Readiness: layers pass it on, and rejected requests give their place back.

use std::convert::Infallible;
use std::sync::Arc;

use auth_core::adapters::tonic::methods;
use futures_util::future::join_all;
use http::{Request, Response};
use tokio::sync::Notify;
use tower::limit::ConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower::util::BoxCloneService;
use tower::{BoxError, Layer, Service, ServiceExt as _, service_fn};

use super::{Admins, auth, run};

type Stack = BoxCloneService<Request<String>, Response<String>, BoxError>;

/// Returns a service that takes one request at a time, and ends it when `finish` says so.
fn slow(
    finish: Arc<Notify>,
) -> impl Service<Request<String>, Response = Response<String>, Error = Infallible, Future: Send> + Clone
{
    service_fn(move |_| {
        let finish = Arc::clone(&finish);
        async move {
            finish.notified().await;
            Ok(Response::new(String::new()))
        }
    })
}

/// Returns the layers of both kinds around `slow`, inside of a load shedder.
fn stacks(finish: &Arc<Notify>) -> [Stack; 3] {
    let limited = || ConcurrencyLimitLayer::new(1).layer(slow(Arc::clone(finish)));
    let methods = methods().require::<Admins>("/blog.Blog/Publish").build().unwrap();
    let shed = LoadShedLayer::new();
    [
        BoxCloneService::new(shed.layer(auth().layer(limited()))),
        BoxCloneService::new(
            shed.layer(
                auth().layer(auth_core::adapters::tower::require::<Admins>().layer(limited())),
            ),
        ),
        BoxCloneService::new(shed.layer(auth().layer(methods.layer(limited())))),
    ]
}

fn request(token: &str) -> Request<String> {
    let request = Request::post("/blog.Blog/Publish").header("content-type", "application/grpc");
    request.header("authorization", format!("Bearer {token}")).body(String::new()).unwrap()
}

#[test]
fn load_shedder_outside_a_limit_sheds_the_excess() {
    for index in 0..3 {
        let finish = Arc::new(Notify::new());
        let stack = stacks(&finish)[index].clone();
        let answers = run(async {
            let all = join_all((0..20).map(|_| stack.clone().oneshot(request("admin"))));
            // Requests that wait instead of being shed wait for ever: the clock then jumps.
            let all = tokio::time::timeout(std::time::Duration::from_secs(1), all);
            let (answers, ()) = tokio::join!(all, async {
                // All others have been shed by now, or wait.
                tokio::task::yield_now().await;
                finish.notify_one();
            });
            answers.unwrap_or_else(|_| panic!("stack {index}: requests wait"))
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "stack {index}");
    }
}

#[test]
fn rejected_request_frees_its_place() {
    for index in 1..3 {
        let finish = Arc::new(Notify::new());
        let stack = stacks(&finish)[index].clone();
        run(async {
            for _ in 0..5 {
                assert!(stack.clone().oneshot(request("editor")).await.is_ok(), "stack {index}");
            }
            finish.notify_one();
            assert!(stack.clone().oneshot(request("admin")).await.is_ok(), "stack {index}");
        });
    }
}
