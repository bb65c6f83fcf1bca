use super::domain::exchanges;
use crate::dns::{RecordType, RrsetRef};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An MX record leads to the sender's own machine.
    ///
    /// The host is `localhost`, or has only loopback addresses. Senders try to deliver to themselves; some loop,
    /// others bounce after days.
    ///
    /// If the name takes no mail, say so with the null MX (RFC 7505).
    ///
    /// ```zonal
    /// @  MX  0 .
    /// ```
    RULE = "mx-to-localhost", Level::Warning, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for exchange in exchanges(subject) {
        let is_named = exchange.host.labels().last() == Some(b"localhost");
        let leads_home = is_named || subject.view.address_rrsets(&exchange.host).is_ok_and(are_loopback);
        if leads_home {
            let owner = subject.owner().with_unicode();
            findings
                .at(exchange.record, format!("the MX of `{owner}` leads to the sender's own machine"))
                .help("to take no mail write `MX 0 .`");
        }
    }
}

fn are_loopback(rrsets: Vec<RrsetRef<'_>>) -> bool {
    let mut addresses = rrsets.iter().flat_map(|rrset| rrset.rdatas()).filter_map(|rdata| rdata.address());
    !rrsets.is_empty() && addresses.all(|address| address.is_loopback())
}
