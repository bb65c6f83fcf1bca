use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A record is of a type that is out of use.
    ///
    /// Nobody asks for it any more, and some servers and providers refuse it. SPF policies stand in TXT
    /// (RFC 7208 section 3.1), IPv6 addresses in AAAA (RFC 6563).
    ///
    /// Write the type that took its place, or take the record out.
    RULE = "obsolete-type", Level::Warning, Check::Rrset(TYPES, check);
}

const TYPES: &[RecordType] = &[
    RecordType::MD,
    RecordType::MF,
    RecordType::MB,
    RecordType::MG,
    RecordType::MR,
    RecordType::MINFO,
    RecordType::NULL,
    RecordType::WKS,
    RecordType::X25,
    RecordType::ISDN,
    RecordType::RT,
    RecordType::NSAP,
    RecordType::NSAP_PTR,
    RecordType::SIG,
    RecordType::KEY,
    RecordType::PX,
    RecordType::GPOS,
    RecordType::NXT,
    RecordType::EID,
    RecordType::NIMLOC,
    RecordType::ATMA,
    RecordType::A6,
    RecordType::SINK,
    RecordType::NINFO,
    RecordType::RKEY,
    RecordType::TALINK,
    RecordType::SPF,
    RecordType::UINFO,
    RecordType::UID,
    RecordType::GID,
    RecordType::UNSPEC,
    RecordType::TA,
    RecordType::DLV,
];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let (owner, record_type) = (subject.owner().with_unicode(), subject.record_type());
    let report = findings.at(subject, format!("{record_type} of `{owner}` is of a type that is out of use"));
    match record_type {
        RecordType::MD | RecordType::MF => report.help("mail goes by MX (RFC 1035 section 3.3.9)"),
        RecordType::GPOS => report.help("write LOC (RFC 1876)"),
        RecordType::A6 => report.help("write AAAA (RFC 6563)"),
        RecordType::SIG | RecordType::KEY | RecordType::NXT => {
            report.help("DNSSEC has RRSIG, DNSKEY and NSEC (RFC 3755 section 3)")
        }
        RecordType::DLV | RecordType::TA => report.help("write DS in the parent zone (RFC 8749)"),
        // The line `SPF` writes TXT: this one was written as TYPE99.
        RecordType::SPF => report.help("write a line `SPF`, which makes a TXT record (RFC 7208 section 3.1)"),
        _ => report.help("take it out"),
    };
}
