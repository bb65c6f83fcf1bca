use super::labels;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A label has hyphens in its third and fourth place and is no A-label.
    ///
    /// Such labels are reserved for encodings like `xn--` (RFC 5891 section 4.2.3.1). Browsers and
    /// authorities may refuse the name.
    ///
    /// Choose another name.
    RULE = "reserved-hyphens", Level::Notice, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    for (rrset, label) in labels(desired.zone.iter()) {
        if label.get(2..4) == Some(b"--") && !label.starts_with(b"xn") {
            let headline =
                format!("`{}` has `--` where only encoded names have it", rrset.owner().with_unicode());
            findings
                .at(Subject { view, desired, rrset }, headline)
                .help("choose another name (RFC 5891 section 4.2.3.1)");
        }
    }
}
