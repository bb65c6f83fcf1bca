use std::net::{IpAddr, Ipv6Addr};

use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An IPv6 address is one of a tunnel or a translator.
    ///
    /// Addresses of 6to4 (`2002::/16`) and Teredo (`2001::/32`) depend on relays that are mostly gone (RFC
    /// 7526), those of NAT64 (`64:ff9b::/96`, RFC 6052) on the translator in the network of whoever asks.
    /// Clients that prefer IPv6 wait for them in vain.
    ///
    /// Write a native address, or leave AAAA out.
    RULE = "transition-address", Level::Warning, Check::Rrset(&[RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(IpAddr::V6(address)) = record.rdata.address() else { continue };
        if let Some(mechanism) = mechanism(address) {
            let owner = subject.owner().with_unicode();
            findings
                .at(record, format!("the address {address} of `{owner}` is one of {mechanism}"))
                .help("write a native address, or leave AAAA out");
        }
    }
}

fn mechanism(address: Ipv6Addr) -> Option<&'static str> {
    match address.segments() {
        [0x2002, ..] => Some("6to4"),
        [0x2001, 0, ..] => Some("Teredo"),
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some("NAT64"),
        _ => None,
    }
}
