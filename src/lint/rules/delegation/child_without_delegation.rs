use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, View};
use crate::model::Desired;

rule! {
    /// A zone lies below another zone of this project, which does not delegate it.
    ///
    /// Resolvers come from above: without NS records in the parent zone nobody finds the child, unless
    /// the same servers happen to serve both (RFC 1034 section 4.2.1).
    ///
    /// Write the NS records of the child into the parent zone, and glue if its servers lie inside of it.
    ///
    /// ```zonal
    /// zone example.com {
    ///   lab  NS  ns1.example.net. ns2.example.org.
    /// }
    /// zone lab.example.com { }
    /// ```
    RULE = "child-without-delegation", Level::Error, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    let Some(parent) = apex.parent().and_then(|above| view.zone_of(&above)) else { return };
    let is_delegated = |name: &Name| parent.zone.get(name, RecordType::NS).is_some();
    let between = apex.ancestors().take_while(|name| name != parent.zone.apex());
    if std::iter::once(apex.clone()).chain(between).any(|name| is_delegated(&name))
        || parent.scope.leaves_to_others(apex, RecordType::NS)
    {
        return;
    }
    let headline =
        format!("`{}` is not delegated by `{}`", apex.with_unicode(), parent.zone.apex().with_unicode());
    findings
        .at(desired, headline)
        .other(parent, "the parent zone")
        .help("write the NS records of this zone into the parent zone");
}
