use super::domain::takes_mail;
use super::spf::Sender;
use super::spf_verdict::target;
use crate::dns::RecordType;
use crate::dns::policy_text::{Mechanism, Term};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// An SPF policy names a host of this project that has no address, or asks for MX where there is none.
    ///
    /// The term matches nobody and costs a look-up. Behind two look-ups without an answer receivers may stop with
    /// a permanent error (RFC 7208 section 4.6.4).
    ///
    /// Take the term out, or correct its name.
    ///
    /// ```zonal
    /// @     SPF  a:mail.example.com -all
    /// mail  A    192.0.2.25
    /// ```
    RULE = "spf-void-lookup", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject) else { return };
    for term in sender.spf.tried() {
        let Term::Directive { mechanism, .. } = term else { continue };
        let (name, lacks) = match mechanism {
            Mechanism::A { name, .. } => (name, "address"),
            Mechanism::Mx { name, .. } => (name, "mail host"),
            _ => continue,
        };
        let Some(name) = target(&sender, name.as_ref()) else { continue };
        let is_void = match subject.view.look_up(&name, RecordType::MX) {
            _ if lacks == "address" => subject.view.has_no_address(&name),
            LookUp::Found(mx) => !takes_mail(mx),
            LookUp::Nothing => true,
            LookUp::Unknown => false,
        };
        if is_void {
            let headline = format!("`{term}` matches nobody: `{}` has no {lacks}", name.with_unicode());
            findings
                .at(sender.record.part(&term.to_string()), headline)
                .help("take the term out, or correct its name");
        }
    }
}
