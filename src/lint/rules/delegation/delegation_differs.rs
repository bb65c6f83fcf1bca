use std::collections::HashSet;

use super::{at_child, servers};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A delegation names other servers than the zone itself.
    ///
    /// Parent and child must have the same NS records (RFC 1034 section 4.2.2). Resolvers use now the
    /// one set, now the other, so some ask servers that do not know the zone.
    ///
    /// Write the same names in both zones.
    RULE = "delegation-differs", Level::Error, Check::Rrset(&[RecordType::NS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(child) = at_child(subject) else { return };
    let (above, below) = (servers(subject), servers(child));
    let only = |these: &[Name], others: &[Name]| -> Vec<String> {
        let others: HashSet<&Name> = others.iter().collect();
        these.iter().filter(|name| !others.contains(*name)).map(Name::with_unicode).collect()
    };
    let (only_above, only_below) = (only(&above, &below), only(&below, &above));
    if only_above.is_empty() && only_below.is_empty() {
        return;
    }
    let headline = format!(
        "the delegation of `{}` differs from the zone's own NS records",
        subject.owner().with_unicode()
    );
    let mut report = findings.at(subject, headline).other(child, "those of the zone");
    if !only_above.is_empty() {
        report = report.help(format!("only here: {}", only_above.join(", ")));
    }
    if !only_below.is_empty() {
        report.help(format!("only in the zone: {}", only_below.join(", ")));
    }
}
