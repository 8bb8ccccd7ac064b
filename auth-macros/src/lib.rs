//! The attributes of `auth-core`.
