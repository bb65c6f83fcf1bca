use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TLSA record for mail stands at the mail domain and not at its mail host.
    ///
    /// Senders look it up at the host that the MX record names, `_25._tcp.mail.example.com` (RFC 7672
    /// section 2.2.3). At a domain whose MX records name other hosts nobody asks for it.
    ///
    /// Write it at each host of the MX records.
    ///
    /// ```zonal
    /// @              MX    10 mail
    /// _25._tcp.mail  TLSA  3 1 1 (
    ///   8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d
    /// )
    /// ```
    RULE = "tlsa-not-at-mx", Level::Notice, Check::Rrset(&[RecordType::TLSA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    let Some(domain) = host(&owner, [b"_25", b"_tcp"]) else { return };
    let Some(mx) = subject.view.rrset(&domain, RecordType::MX) else { return };
    let hosts: Vec<Name> = mx.records().filter_map(|record| record.rdata.names().pop()).collect();
    if hosts.contains(&domain) {
        return;
    }
    let name = domain.with_unicode();
    let hosts = hosts.iter().filter(|host| !host.is_root());
    let right: Vec<String> = hosts.map(|host| format!("`_25._tcp.{}`", host.with_unicode())).collect();
    if right.is_empty() {
        let headline = format!("`{name}` takes no mail, so nobody asks for this TLSA");
        findings.at(subject, headline).other(mx, "its null MX").help("take it out");
    } else {
        let headline = format!("mail for `{name}` goes to other hosts, so nobody asks for this TLSA");
        let report = findings.at(subject, headline).other(mx, "its mail hosts");
        report.help(format!("write it at {}", right.join(", ")));
    }
}

/// The name below two labels, if it has them.
fn host(owner: &Name, labels: [&[u8]; 2]) -> Option<Name> {
    let is_below = owner.labels().take(2).eq(labels);
    if is_below { owner.parent()?.parent() } else { None }
}
