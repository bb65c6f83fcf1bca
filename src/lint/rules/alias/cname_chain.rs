use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CNAME leads to another alias.
    ///
    /// Each step costs those who ask a look-up, and each is one more thing that can break. Resolvers
    /// give up after a number of steps of their own choice.
    ///
    /// Write the name that the last alias leads to.
    ///
    /// ```zonal
    /// docs  CNAME  pages.example.net.
    /// help  CNAME  pages.example.net.     # not: docs
    /// ```
    RULE = "cname-chain", Level::Notice, Check::Rrset(&[RecordType::CNAME], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(record) = subject.records().next() else { return };
    let Some(target) = record.rdata.names().pop() else { return };
    let Some(next) = subject.view.rrset(&target, RecordType::CNAME) else { return };
    let headline = format!("`{}` leads to another alias", subject.owner().with_unicode());
    let last = next.records().next().and_then(|record| record.rdata.names().pop());
    let report = findings.at(record, headline).other(next, "which leads on");
    if let Some(last) = last.filter(|last| *last != subject.owner()) {
        report.help(format!("write `{}`", last.with_unicode()));
    }
}
