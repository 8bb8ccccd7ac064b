//! The arguments and the environment of an example: its address, the proxies in front of it.

use std::env::{self, VarError};
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use auth_core::auth::AuthBuilder;
use auth_core::request::ForwardedHeader;

/// Returns the address to listen on: `HOST` and `PORT` of the environment.
///
/// Default: 127.0.0.1 and 3000.
///
/// # Errors
///
/// If `HOST` is no address, or `PORT` no number from 0 to 65535.
pub fn address() -> Result<SocketAddr, Box<dyn Error>> {
    let host = match variable("HOST")? {
        Some(host) => host.parse().map_err(|_| format!("HOST is `{host}`: write an address"))?,
        None => IpAddr::V4(Ipv4Addr::LOCALHOST),
    };
    let port = match variable("PORT")? {
        Some(port) => {
            port.parse().map_err(|_| format!("PORT is `{port}`: write a number from 0 to 65535"))?
        }
        None => 3000,
    };
    Ok(SocketAddr::new(host, port))
}

/// Returns `true` if the first argument is `--report`: print the routes and their rules, and end.
#[must_use]
pub fn asks_for_report() -> bool {
    env::args().nth(1).as_deref() == Some("--report")
}

/// Returns `auth` with the trusted proxies of the environment variable `TRUSTED_PROXIES`.
///
/// The variable holds the name of the header that the proxies write, and their networks:
/// `X-Forwarded-For 127.0.0.1 10.0.0.0/8`. Without it no proxy is trusted.
///
/// # Errors
///
/// If the variable names another header than `X-Forwarded-For` and `Forwarded`, or no network.
pub fn behind_proxies(auth: AuthBuilder) -> Result<AuthBuilder, Box<dyn Error>> {
    let Some(proxies) = variable("TRUSTED_PROXIES")? else { return Ok(auth) };
    let mut words = proxies.split_whitespace();
    let header = match words.next() {
        Some("X-Forwarded-For") => ForwardedHeader::XForwardedFor,
        Some("Forwarded") => ForwardedHeader::Forwarded,
        _ => {
            return Err(
                format!("TRUSTED_PROXIES is `{proxies}`: write a header and networks").into()
            );
        }
    };
    let networks: Vec<_> = words.map(str::parse).collect::<Result<_, _>>()?;
    if networks.is_empty() {
        return Err(
            format!("TRUSTED_PROXIES is `{proxies}`: write networks behind the header").into()
        );
    }
    Ok(auth.trusted_proxies(header, networks))
}

/// Returns the value of an environment variable, if it is set. A value that is no Unicode is an
/// error.
fn variable(name: &str) -> Result<Option<String>, Box<dyn Error>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(error) => Err(format!("{name}: {error}").into()),
    }
}
