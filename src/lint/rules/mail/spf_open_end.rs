use super::spf::Sender;
use crate::dns::RecordType;
use crate::dns::policy_text::Qualifier;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy says nothing about those it does not list.
    ///
    /// It ends in `?all`, or in neither `all` nor `redirect=`: mail from everybody else is neutral, and
    /// receivers treat that like mail without a policy (RFC 7208 section 8.2). Policies at names such
    /// as `_spf`, which are there to be included, are left alone.
    ///
    /// End with `-all`, or with `~all` while you are not sure that all senders are listed.
    ///
    /// ```zonal
    /// @  SPF  mx -all
    /// ```
    RULE = "spf-open-end", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(Sender { record, spf }) = Sender::of(subject) else { return };
    let owner = subject.owner();
    let is_open = match spf.all() {
        None => spf.redirect().is_none(),
        Some(qualifier) => qualifier == Qualifier::Neutral,
    };
    if !is_open || owner.labels().next().is_some_and(|label| label.starts_with(b"_")) {
        return;
    }
    let headline =
        format!("the SPF policy of `{}` says nothing about those it does not list", owner.with_unicode());
    findings.at(record.part("?all"), headline).help("end with `-all` or `~all`");
}
