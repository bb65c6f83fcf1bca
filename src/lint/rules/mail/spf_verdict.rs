//! What an SPF policy says of an address, where the project knows all that it asks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::domain::exchanges;
use super::spf::{Found, Sender, policy_at};
use crate::dns::policy_text::{DomainSpec, LOOKUP_LIMIT, Mechanism, Qualifier, Term};
use crate::dns::{Name, RecordType};
use crate::lint::{Hosts, LookUp, View};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    NoPass,
    Unknown,
}

/// Evaluates a policy (RFC 7208 section 4.6) for mail from an address. One that asks more than is
/// allowed is not known: receivers stop, and that is a finding of its own.
pub fn verdict(sender: &Sender<'_>, address: IpAddr) -> Verdict {
    let mut left = LOOKUP_LIMIT;
    judge(sender, address, &mut left)
}

/// `left` are the look-ups that are still allowed.
fn judge(sender: &Sender<'_>, address: IpAddr, left: &mut usize) -> Verdict {
    for term in sender.spf.tried() {
        if term.queries() {
            let Some(fewer) = left.checked_sub(1) else { return Verdict::Unknown };
            *left = fewer;
        }
        let (qualifier, mechanism) = match term {
            Term::Directive { qualifier, mechanism } => (*qualifier, mechanism),
            Term::Redirect(name) => return policy_verdict(sender, name, address, left),
            _ => continue,
        };
        match matches(sender, mechanism, address, left) {
            Some(true) if qualifier == Qualifier::Pass => return Verdict::Pass,
            Some(true) => return Verdict::NoPass,
            Some(false) => {}
            None => return Verdict::Unknown,
        }
    }
    Verdict::NoPass
}

/// Whether a mechanism matches; `None` if the project cannot know.
fn matches(sender: &Sender<'_>, mechanism: &Mechanism, address: IpAddr, left: &mut usize) -> Option<bool> {
    let view = sender.record.subject.view;
    match mechanism {
        Mechanism::All => Some(true),
        Mechanism::Ip4 { address: network, prefix } => {
            Some(is_in(address, IpAddr::V4(*network), prefix.unwrap_or(32)))
        }
        Mechanism::Ip6 { address: network, prefix } => {
            Some(is_in(address, IpAddr::V6(*network), prefix.unwrap_or(128)))
        }
        Mechanism::A { name, prefix4, prefix6 } => {
            host_matches(view, &target(sender, name.as_ref())?, (*prefix4, *prefix6), address)
        }
        Mechanism::Mx { name, prefix4, prefix6 } => {
            match view.look_up(&target(sender, name.as_ref())?, RecordType::MX) {
                LookUp::Unknown => None,
                LookUp::Nothing => Some(false),
                // Receivers stop there, which is a finding of its own.
                LookUp::Found(mx) if mx.rrset.rdatas().len() > LOOKUP_LIMIT => None,
                LookUp::Found(mx) => {
                    let hosts = exchanges(mx).map(|exchange| exchange.host).filter(|host| !host.is_root());
                    any(hosts.map(|host| host_matches(view, &host, (*prefix4, *prefix6), address)))
                }
            }
        }
        Mechanism::Include(name) => match policy_verdict(sender, name, address, left) {
            Verdict::Pass => Some(true),
            Verdict::NoPass => Some(false),
            Verdict::Unknown => None,
        },
        Mechanism::Ptr(_) | Mechanism::Exists(_) => None,
    }
}

fn policy_verdict(sender: &Sender<'_>, name: &DomainSpec, address: IpAddr, left: &mut usize) -> Verdict {
    let Some(name) = name.name() else { return Verdict::Unknown };
    match policy_at(sender.record.subject.view, &name) {
        Found::Policy(next) => judge(&next, address, left),
        Found::None | Found::Unknown => Verdict::Unknown,
    }
}

/// The name that a term is about: its own, or the policy's (RFC 7208 section 4.8). `None` for macros
/// and wildcards, where it depends on the mail.
pub fn target(sender: &Sender<'_>, name: Option<&DomainSpec>) -> Option<Name> {
    match name {
        Some(name) => name.name(),
        None => Some(sender.owner()).filter(|owner| !owner.is_wildcard()),
    }
}

fn host_matches(
    view: &View<'_>,
    host: &Name,
    (prefix4, prefix6): (Option<u8>, Option<u8>),
    address: IpAddr,
) -> Option<bool> {
    match view.addresses(host) {
        Hosts::Nothing => Some(false),
        Hosts::ByProvider | Hosts::Elsewhere => None,
        Hosts::Addresses(hosts) => Some(hosts.into_iter().any(|network| {
            let prefix = if network.is_ipv4() { prefix4.unwrap_or(32) } else { prefix6.unwrap_or(128) };
            is_in(address, network, prefix)
        })),
    }
}

/// One that matches decides; else one that is not known does.
fn any(matches: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let all: Vec<Option<bool>> = matches.collect();
    if all.contains(&Some(true)) {
        Some(true)
    } else if all.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// Whether an address is in the network of another, `prefix` bits long.
fn is_in(address: IpAddr, network: IpAddr, prefix: u8) -> bool {
    let host_bits = |width: u8| u32::from(width - prefix.min(width));
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let differs: u32 = Ipv4Addr::to_bits(address) ^ Ipv4Addr::to_bits(network);
            differs.checked_shr(host_bits(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let differs: u128 = Ipv6Addr::to_bits(address) ^ Ipv6Addr::to_bits(network);
            differs.checked_shr(host_bits(128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn networks() {
        for (address, network, prefix, expected) in [
            ("192.0.2.1", "192.0.2.1", 32, true),
            ("192.0.2.1", "192.0.2.0", 32, false),
            ("192.0.2.255", "192.0.2.0", 24, true),
            ("192.0.3.0", "192.0.2.0", 24, false),
            ("192.0.3.0", "10.0.0.0", 0, true),
            ("2001:db8::1", "2001:db8::", 64, true),
            ("2001:db8::1", "::", 0, true),
            ("2001:db8::1", "192.0.2.1", 0, false),
        ] {
            let parse = |text: &str| text.parse().unwrap();
            assert_eq!(
                is_in(parse(address), parse(network), prefix),
                expected,
                "{address} {network}/{prefix}"
            );
        }
    }
}
