//! Records that `ignore` or `manage` leave to others.

use std::collections::BTreeSet;

use super::origin;
use crate::diagnostic::Problems;
use crate::dns::{Name, RrsetRef};
use crate::model::codes;
use crate::model::desired::Desired;
use crate::text::Span;

pub(super) fn check(desired: &Desired, problems: &mut Problems) {
    let scope = &desired.scope;
    if scope.ignored.is_empty() && scope.managed.is_empty() {
        return;
    }
    for rrset in desired.zone.iter() {
        if problems.is_full() {
            return;
        }
        let owner = rrset.owner();
        check_ignored(desired, rrset, &owner, problems);
        if !scope.manages(&owner) {
            let headline = format!("`{}` lies outside what is managed here", owner.with_unicode());
            let ways = desired.provenance.ways();
            let error = ways.error(&codes::UNMANAGED_RECORD, origin(desired, rrset), headline);
            let says: BTreeSet<Span> = scope.managed.iter().map(|(_, says)| *says).collect();
            let error = says.into_iter().fold(error, |error, says| error.other(says, "said here"));
            problems.push(error.help("remove the record or widen the pattern"));
        }
    }
}

fn check_ignored(desired: &Desired, rrset: RrsetRef<'_>, owner: &Name, problems: &mut Problems) {
    for untouched in desired.scope.ignored.matching(owner) {
        for (rdata, origin) in rrset.rdatas().zip(desired.provenance.of(rrset)) {
            if !untouched.covers_record(owner, rdata) {
                continue;
            }
            let headline = format!("`{} {}` is left to others", owner.with_unicode(), rrset.record_type());
            let error = desired.provenance.ways().error(&codes::IGNORED_RECORD, *origin, headline);
            let reason = match &untouched.reason {
                Some(reason) => format!("by this line: {reason}"),
                None => "by this line".to_owned(),
            };
            problems
                .push(error.other(untouched.span, reason).help("remove the record or narrow the pattern"));
        }
    }
}
