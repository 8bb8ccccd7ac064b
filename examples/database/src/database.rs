//! Users, their roles and the permissions of roles, in `SQLite`.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

/// Tables with four users. A user with a time in `closed_at` has left.
const SCHEMA: &str = "
    CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, closed_at INTEGER) STRICT;
    CREATE TABLE user_roles (user TEXT NOT NULL, role TEXT NOT NULL) STRICT;
    CREATE TABLE role_permissions (role TEXT NOT NULL, permission TEXT NOT NULL) STRICT;
    INSERT INTO users VALUES
        ('ada', 'Ada', NULL), ('edith', 'Edith', NULL), ('victor', 'Victor', NULL),
        ('carl', 'Carl', 1800000000);
    INSERT INTO user_roles VALUES
        ('ada', 'admin'), ('ada', 'editor'), ('edith', 'editor'), ('carl', 'admin');
    INSERT INTO role_permissions VALUES
        ('editor', 'posts:edit'), ('editor', 'drafts:read'), ('admin', 'users:close');
";

/// A database in memory. Clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    connection: Arc<Mutex<Connection>>,
}

/// A user whose account is open.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name of the user.
    pub name: String,
    /// The roles of the user.
    pub roles: Vec<String>,
    /// The permissions of the roles.
    pub permissions: Vec<String>,
}

impl Database {
    /// Creates the tables.
    ///
    /// # Errors
    ///
    /// If `SQLite` has no memory.
    pub fn new() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Returns an open account, with its roles and permissions.
    ///
    /// # Errors
    ///
    /// If the query fails.
    pub async fn account(&self, user: &str) -> rusqlite::Result<Option<Account>> {
        let user = user.to_owned();
        self.with(move |connection| {
            let sql = "SELECT name FROM users WHERE id = ? AND closed_at IS NULL";
            let name = connection.query_row(sql, [&user], |row| row.get(0)).optional()?;
            let Some(name) = name else { return Ok(None) };
            let list = |sql| -> rusqlite::Result<Vec<String>> {
                connection.prepare(sql)?.query_map([&user], |row| row.get(0))?.collect()
            };
            let roles = list("SELECT role FROM user_roles WHERE user = ?")?;
            let permissions = list(
                "SELECT DISTINCT permission FROM role_permissions JOIN user_roles USING (role) \
                 WHERE user = ?",
            )?;
            Ok(Some(Account { name, roles, permissions }))
        })
        .await
    }

    /// Closes an account.
    ///
    /// # Errors
    ///
    /// If the statement fails.
    pub async fn close(&self, user: &str) -> rusqlite::Result<()> {
        let user = user.to_owned();
        let sql = "UPDATE users SET closed_at = unixepoch() WHERE id = ?";
        self.with(move |connection| connection.execute(sql, [user]).map(drop)).await
    }

    /// Runs statements, as an administrator with a shell of `SQLite` would.
    ///
    /// # Errors
    ///
    /// If a statement fails.
    pub async fn run(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.with(move |connection| connection.execute_batch(sql)).await
    }

    /// Runs `f` on a thread where it may block: `SQLite` would hold up the other requests of the
    /// runtime's own threads.
    async fn with<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> rusqlite::Result<T> {
        // Before the thread starts: waiting requests hold no thread.
        let connection = Arc::clone(&self.connection).lock_owned().await;
        let done = spawn_blocking(move || f(&connection)).await;
        done.unwrap_or_else(|_| Err(rusqlite::Error::InvalidQuery))
    }
}
