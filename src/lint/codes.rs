//! What the lints say about themselves.

use crate::diagnostic::codes;

codes! {
    /// Something is allowed that no rule finds.
    ///
    /// What is allowed is not said any more. If that is more than there is to say, a real finding would
    /// be hidden later.
    ///
    /// Take the `allow` or the `[[lint.allow]]` out, or correct its code.
    ///
    /// ```zonal
    /// old  CNAME  gone.example.net.  [allow = cname-chain, reason = "DNS-123"]
    /// ```
    UNUSED_ALLOW = "unused-allow";
}
