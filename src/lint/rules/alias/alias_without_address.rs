use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, View};
use crate::model::Desired;

rule! {
    /// An ALIAS names a host of this project that has no address.
    ///
    /// The provider looks its addresses up and finds none, so the name has none.
    ///
    /// Correct the target, or write its addresses.
    RULE = "alias-without-address", Level::Error, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    for alias in &desired.aliases {
        if view.has_no_address(&alias.target) {
            let (owner, target) = (alias.owner.with_unicode(), alias.target.with_unicode());
            findings
                .at((desired, alias), format!("the ALIAS `{owner}` names `{target}`, which has no address"))
                .help("correct the target, or write its addresses");
        }
    }
}
