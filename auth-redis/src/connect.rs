//! The connection to Redis and its settings.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{Client, IntoConnectionInfo as _};

use crate::error::Error;

/// The time of each exchange with Redis. It ends before the deadline of an `Auth`.
const LIMIT: Duration = Duration::from_secs(1);

/// The time after which a connection without acknowledgement is closed.
const SILENCE: Duration = Duration::from_secs(5);

/// The connection to Redis, which is replaced if it does not respond.
pub(crate) struct Link {
    /// The number of the connection, and the connection.
    current: RwLock<(u64, ConnectionManager)>,
    /// The settings of [`connect`]; `None` for a connection of the application.
    origin: Option<(Client, ConnectionManagerConfig)>,
}

impl Link {
    /// Uses a connection of the application.
    pub(crate) fn with(connection: ConnectionManager) -> Self {
        Self { current: RwLock::new((0, connection)), origin: None }
    }

    /// Waits for an exchange with Redis. A Redis that hangs must not hold a request.
    pub(crate) async fn exchange<T, F: Future<Output = Result<T, Error>>>(
        &self,
        command: impl FnOnce(ConnectionManager) -> F,
    ) -> Result<T, Error> {
        let (number, connection) =
            self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        let result = tokio::time::timeout(LIMIT, command(connection)).await;
        result.unwrap_or_else(|_| {
            self.replace(number);
            Err(Error::TimedOut(LIMIT))
        })
    }

    /// Replaces a connection that does not respond, unless another request has replaced it.
    ///
    /// The client closes a connection only if the other side does. Without this, a server that
    /// hangs would keep its clients when its address leads to another server.
    fn replace(&self, silent: u64) {
        let Some((client, config)) = &self.origin else { return };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.0 == silent {
            let new = ConnectionManager::new_lazy_with_config(client.clone(), config.clone());
            if let Ok(new) = new {
                *current = (silent + 1, new);
            }
        }
    }
}

/// Connects to the Redis at `url`.
pub(crate) async fn connect(url: &str) -> Result<Link, Error> {
    // A host that vanishes without a reset would keep the connection for many minutes.
    let keepalive = TcpKeepalive::new().with_time(SILENCE).with_interval(Duration::from_secs(1));
    let tcp = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    #[cfg(target_os = "linux")]
    let tcp = tcp.set_user_timeout(SILENCE);
    let client = Client::open(url.into_connection_info()?.set_tcp_settings(tcp))?;
    // A failed request does not wait for further attempts: the next request connects again. `Link`
    // limits the time of a response.
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(LIMIT))
        .set_response_timeout(None);
    let connection = ConnectionManager::new_with_config(client.clone(), config.clone()).await?;
    Ok(Link { current: RwLock::new((0, connection)), origin: Some((client, config)) })
}
