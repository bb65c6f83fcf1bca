use super::spf::Sender;
use super::spf_verdict::target;
use crate::dns::RecordType;
use crate::dns::policy_text::{LOOKUP_LIMIT, Mechanism, Term};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// An `mx` of an SPF policy is about a name with more than ten MX records.
    ///
    /// Receivers look up the addresses of at most ten mail hosts and then stop with a permanent error (RFC 7208
    /// section 4.6.4), whoever sends.
    ///
    /// Name the networks of the mail hosts, or have fewer MX records.
    ///
    /// ```zonal
    /// @  SPF  ip4:192.0.2.0/28 -all      # not: mx -all
    /// ```
    RULE = "spf-many-mail-hosts", Level::Error, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    // Told without reading all of it.
    let may_ask = |wire: &[u8]| wire.windows(2).any(|pair| pair.eq_ignore_ascii_case(b"mx"));
    if !subject.rrset.rdatas().any(|rdata| may_ask(rdata.wire)) {
        return;
    }
    let Some(sender) = Sender::of(subject) else { return };
    for term in sender.spf.tried() {
        let Term::Directive { mechanism: Mechanism::Mx { name, .. }, .. } = term else { continue };
        let Some(domain) = target(&sender, name.as_ref()) else { continue };
        let LookUp::Found(mx) = subject.view.look_up(&domain, RecordType::MX) else { continue };
        let count = mx.rrset.rdatas().len();
        if count > LOOKUP_LIMIT {
            let headline = format!("`{term}`: `{}` has {count} MX records", domain.with_unicode());
            findings
                .at(sender.record.part(&term.to_string()), headline)
                .other(mx, "its mail hosts")
                .help(format!("receivers look at {LOOKUP_LIMIT} at most: name the networks of the hosts"));
        }
    }
}
