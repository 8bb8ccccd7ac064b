//! Parts of messages that several parsers share.

/// The reason for the missing negation, and its replacement.
pub(super) const NO_NOT: &str = "a missing attribute would grant access; write the \
     value that the caller must have, for example `role = \"admin\"`";

/// The valid operands, for messages.
pub(super) const NO_OPERAND: &str =
    "write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`";
