//! What is said about servers that are asked.

use crate::diagnostic::codes;

codes! {
    /// A server gave no answer to a question of a test that could be believed.
    ///
    /// It says nothing about the zone: the server was silent, refused, had trouble of its own, or does
    /// not serve the zone (it answers without authority, or refers to other servers).
    ///
    /// Ask the server by hand with `dig +norecurse`. If it is only slow, give it more time with
    /// `--timeout`.
    SERVER_FAILED = "server-failed";
}
