use super::target;
use crate::dns::authority::Ending;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::view::has_feature_at_or_below;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// A DNAME leads to a name of this project below which there is nothing.
    ///
    /// It puts the names below its owner in the place of those below its target (RFC 6672 section 2.2), so
    /// none of them exists. Often the target was renamed or removed.
    ///
    /// Correct the target, write the names below it, or remove the DNAME. For the name itself write a
    /// CNAME.
    ///
    /// ```zonal
    /// old      DNAME  new
    /// www.new  A      192.0.2.10      # is www.old too
    /// ```
    RULE = "dname-to-nothing", Level::Error, Check::Rrset(&[RecordType::DNAME], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(target) = target(subject).filter(|target| has_nothing_below(subject.view, target)) else {
        return;
    };
    let (owner, target) = (subject.owner().with_unicode(), target.with_unicode());
    findings
        .at(subject, format!("`{owner}` leads to names below `{target}`, where there are none"))
        .help("correct the target, write the names below it, or remove the DNAME");
}

fn has_nothing_below(view: &View<'_>, target: &Name) -> bool {
    let Some(desired) = view.zone_of(target) else { return false };
    let Some(key) = target.key_below(desired.zone.apex()) else { return false };
    let exists = desired.zone.has_at_or_below(&key);
    let is_end = match view.end(target, RecordType::A) {
        Ending::NxDomain => true,
        Ending::NoData | Ending::Data { .. } => exists,
        _ => false,
    };
    let is_left = |name: &Name| {
        [RecordType::A, RecordType::AAAA, RecordType::CNAME]
            .into_iter()
            .any(|record_type| desired.scope.leaves_to_others(name, record_type))
    };
    let below = Name::from_labels([&b"x"[..]].into_iter().chain(target.labels()));
    is_end
        && !desired.zone.at_or_below(&key).any(|rrset| rrset.owner_key().len() > key.len())
        && !has_feature_at_or_below(desired, target)
        && !below.is_ok_and(|below| is_left(&below))
}
