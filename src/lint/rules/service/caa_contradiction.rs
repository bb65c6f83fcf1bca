use super::properties;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// CAA records forbid what others beside them allow.
    ///
    /// A property without an authority, `issue ";"`, allows nobody. It takes nothing away from the others:
    /// permissions add up, and an authority may issue if any property of that tag names it (RFC 8659 section
    /// 4.2). So it forbids only where it stands alone.
    ///
    /// Remove it, or the authority that should not issue any more.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org"
    /// @  CAA  0 issuewild ";"             # another tag: nobody may issue wildcards
    /// ```
    RULE = "caa-contradiction", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let values = properties(subject)
        .filter_map(|(record, property)| Some((record, property.issue_value()?, property.tag)));
    let (nobody, allowed): (Vec<_>, Vec<_>) = values.partition(|(_, value, _)| value.is_nobody());
    for (record, _, tag) in nobody {
        let Some((other, value, _)) = allowed.iter().find(|(_, _, other)| *other == tag) else { continue };
        let owner = subject.owner().with_unicode();
        let headline =
            format!("an `{tag}` of `{owner}` forbids nothing, since another allows `{}`", value.issuer);
        findings.at(record, headline).other(*other, "the other one").help("remove one of the two");
    }
}
