use super::target;
use crate::dns::RecordType;
use crate::dns::authority::LONGEST_CHAIN;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CNAME leads to another alias.
    ///
    /// Each step costs those who ask a look-up, and each is one more thing that can break. Resolvers
    /// give up after a number of steps of their own choice, about ten; behind more than eleven the last
    /// name is not looked for here either, and a loop of more is said as such a chain.
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
    let (mut steps, mut aliases) = (vec![subject.owner(), first], Vec::new());
    while let Some(alias) = steps.last().and_then(|name| subject.view.rrset(name, RecordType::CNAME)) {
        aliases.push(alias);
        if aliases.len() == LONGEST_CHAIN {
            break;
        }
        let Some(onward) = target(alias) else { return };
        if steps.contains(&onward) {
            // A loop is a finding of its own.
            return;
        }
        steps.push(onward);
    }
    let (Some(next), Some(last)) = (aliases.first(), steps.last()) else { return };
    let owner = subject.owner().with_unicode();
    let (headline, help) = match aliases.len() < LONGEST_CHAIN {
        true => (format!("`{owner}` leads to another alias"), format!("write `{}`", last.with_unicode())),
        false => (
            format!("`{owner}` leads through more than {LONGEST_CHAIN} aliases, too many to be followed"),
            "write the name that the last alias leads to".to_owned(),
        ),
    };
    findings.at(subject, headline).other(*next, "which leads on").help(help);
}
