//! The settings of a connection to Redis.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{Client, IntoConnectionInfo as _};

use crate::error::Error;

/// The time of each exchange with Redis. It ends before the deadline of an `Auth`.
pub(crate) const LIMIT: Duration = Duration::from_secs(1);

/// The time after which a connection without acknowledgement is closed.
const SILENCE: Duration = Duration::from_secs(5);

/// Connects to the Redis at `url`.
pub(crate) async fn connect(url: &str) -> Result<ConnectionManager, Error> {
    // A host that vanishes without a reset would keep the connection for many minutes: a timeout of
    // a response does not close a connection.
    let keepalive = TcpKeepalive::new().with_time(SILENCE).with_interval(Duration::from_secs(1));
    let tcp = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    #[cfg(target_os = "linux")]
    let tcp = tcp.set_user_timeout(SILENCE);
    let client = Client::open(url.into_connection_info()?.set_tcp_settings(tcp))?;
    // A failed request does not wait for further attempts: the next request connects again.
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(LIMIT))
        .set_response_timeout(Some(LIMIT));
    Ok(ConnectionManager::new_with_config(client, config).await?)
}
