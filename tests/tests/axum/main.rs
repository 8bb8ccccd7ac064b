//! Behaviour of axum applications that the decision tables cannot express, one topic a module.

mod check;
mod completion;
mod conceal;
mod failures;
mod from;
mod gate;
mod hierarchy;
mod issuers;
mod layers;
mod log;
mod names;
mod observer;
mod order;
mod prelude;
mod refused_uploads;
mod revocation;
mod routing;
mod scope;
mod sessions;
mod several;
mod shared;
mod subject;
mod suite;
mod users;
mod withheld;
mod wording;
