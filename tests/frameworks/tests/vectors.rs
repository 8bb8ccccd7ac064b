//! Every decision table, on every framework, with an authenticator that answers at once and with one that takes a while.
