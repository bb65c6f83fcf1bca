use super::remarks;
use crate::dns::RecordType;
use crate::dns::policy_text::Kind;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy has more than 450 octets.
    ///
    /// With the other TXT records of the name the answer may not fit 512 octets, which is all that some
    /// receivers can get (RFC 7208 section 3.4).
    ///
    /// Move mechanisms into policies of other names that this one includes; each costs a look-up. Take
    /// out who no longer sends.
    ///
    /// ```zonal
    /// @        SPF  include:_spf.example.com -all
    /// _spf     SPF  ip4:192.0.2.0/26 ip4:192.0.2.128/26 -all
    /// ```
    RULE = "spf-size", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    remarks::report(subject, Some(Kind::Spf), &["spf-size"], findings);
}
