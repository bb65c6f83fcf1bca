use super::target;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CNAME leads to another alias.
    ///
    /// Each step costs those who ask a look-up, and each is one more thing that can break. Resolvers
    /// give up after a number of steps of their own choice, about ten.
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
    let Some(first) = target(subject) else { return };
    let mut steps = vec![subject.owner(), first];
    let mut next = None;
    while let Some(step) = steps.last().and_then(|name| subject.view.rrset(name, RecordType::CNAME)) {
        next = next.or(Some(step));
        let Some(onward) = target(step) else { return };
        if steps.contains(&onward) {
            // A loop is a finding of its own.
            return;
        }
        steps.push(onward);
    }
    let (Some(next), Some(last)) = (next, steps.last()) else { return };
    let headline = format!("`{}` leads to another alias", subject.owner().with_unicode());
    let report = findings.at(subject, headline).other(next, "which leads on");
    report.help(format!("write `{}`", last.with_unicode()));
}
