use super::domain::{Exchange, exchanges};
use crate::diagnostic::Applicability;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, Subject};

rule! {
    /// A null MX has a preference other than 0.
    ///
    /// The record that says that a name takes no mail is `MX 0 .` (RFC 7505 section 3). Senders that insist
    /// on it look for a host called `.`, fail, and try again for days.
    ///
    /// Write `0 .`.
    RULE = "null-mx-preference", Level::Warning, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let all: Vec<Exchange<'_>> = exchanges(subject).collect();
    let [Exchange { record, preference, host }] = &all[..] else { return };
    if !host.is_root() || *preference == 0 {
        return;
    }
    let headline =
        format!("the null MX of `{}` has the preference {preference}", subject.owner().with_unicode());
    let words = record.whole_literals();
    match words.as_deref() {
        Some([number, _]) => findings.at(Place { span: *number, ..Place::from(*record) }, headline).fix(
            Applicability::Certain,
            "write `0`",
            *number,
            "0",
        ),
        _ => findings.at(*record, headline),
    }
    .help("write `0 .`");
}
