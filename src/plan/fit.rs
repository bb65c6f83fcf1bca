//! Whether a provider can hold a zone as it is wanted. It says no; it never
//! rewrites.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Capabilities, Change, LeftAlone, Observed, Part, ZonePlan};
use crate::diagnostic::{Code, Diagnostic, Problems, codes, nearest};
use crate::dns::{Name, RecordType, RrsetKey, RrsetRef};
use crate::model::{AttributeSet, Desired};
use crate::text::Span;

codes! {
    /// The provider cannot hold records of this type.
    ///
    /// Publish the zone with another provider, or say the same with a type that it has.
    UNSUPPORTED_TYPE = "provider-unsupported-type";
    /// The provider makes records of this type itself, DNSSEC signatures for example.
    ///
    /// Delete the line; what the provider makes is left alone.
    GENERATED_TYPE = "provider-generated-type";
    /// The TTL is outside of what the provider stores. It is not rounded silently,
    /// for then every plan would show a change.
    ///
    /// Write a TTL inside the provider's range.
    TTL_RANGE = "provider-ttl-range";
    /// The provider publishes exactly what the project says, and a zone without a
    /// SOA is none (RFC 1035 section 5.2).
    ///
    /// Declare the SOA of the zone.
    MISSING_SOA = "provider-missing-soa";
    /// The provider writes the SOA itself and takes none.
    ///
    /// Delete the SOA of the zone.
    FOREIGN_SOA = "provider-foreign-soa";
    /// The provider publishes exactly what the project says, and a zone needs the NS
    /// records of its apex (RFC 1034 section 4.2.1).
    ///
    /// Declare the name servers of the zone.
    MISSING_APEX_NS = "provider-missing-apex-ns";
    /// The provider writes the NS records at the apex itself and takes none.
    ///
    /// Delete the NS records at the apex.
    FOREIGN_APEX_NS = "provider-foreign-apex-ns";
    /// The provider cannot give a name the addresses of another one.
    ///
    /// Write the addresses (ADDR), or publish the zone with a provider that has aliases.
    UNSUPPORTED_ALIAS = "provider-unsupported-alias";
    /// The provider cannot redirect web pages.
    ///
    /// Write the addresses (ADDR) of a web server that redirects, or publish the zone with a
    /// provider that does it.
    UNSUPPORTED_REDIRECT = "provider-unsupported-redirect";
    /// The provider cannot sign the zone by order of the project.
    ///
    /// `dnssec on` promises a signed zone, and nothing would sign it. What is published in files and by
    /// dynamic updates is signed by the name server itself; what it makes is left alone.
    ///
    /// Let the name server sign and delete the line, or publish the zone with a provider that signs.
    UNSUPPORTED_DNSSEC = "provider-unsupported-dnssec";
    /// No provider of the zone has this attribute.
    ///
    /// An attribute of a provider (`proxied`, or `kind.key`) asks for what only that kind of provider does.
    /// Elsewhere it would mean nothing.
    ///
    /// Delete the attribute, or publish the zone with a provider that has it.
    UNSUPPORTED_ATTRIBUTE = "provider-unsupported-attribute";
    /// The value of a provider's attribute is not of the kind that the provider takes.
    ///
    /// Write a value as the message says.
    ATTRIBUTE_VALUE = "provider-attribute-value";
    /// The provider does not serve the zone, and zonal cannot create it there.
    ///
    /// Create the zone at the provider first; check that the account is the right one.
    ZONE_NOT_CREATABLE = "provider-zone-not-creatable";
    /// At a name with a CNAME nothing else may stand (RFC 1034 section 3.6.2), and what
    /// stands there now is left alone. Servers refuse such a change or drop it silently.
    ///
    /// Declare another name, or stop ignoring what stands there.
    CNAME_CLASH = "left-alone-cname-clash";
}

/// Everything in a zone that the instance named `instance` cannot hold.
pub fn fit(desired: &Desired, capabilities: &Capabilities, instance: &str) -> Problems {
    let provider = Provider { desired, capabilities, instance };
    let mut problems = Problems::default();
    provider.frame(&mut problems);
    for rrset in desired.zone.iter() {
        provider.rrset(rrset, &mut problems);
    }
    provider.features(&mut problems);
    provider.signing(&mut problems);
    provider.attributes(&mut problems);
    if let Some(soa) = &desired.settings.soa
        && !capabilities.ttl.contains(&soa.ttl)
        && capabilities.soa != Part::Theirs
    {
        problems.push(provider.ttl(desired.declared, "the SOA", soa.ttl));
    }
    problems
}

/// Whether the zone would have to be created and cannot be, and whether it goes
/// together with what others registered there.
pub fn fit_state(
    desired: &Desired,
    observed: &Observed,
    capabilities: &Capabilities,
    instance: &str,
) -> Problems {
    if capabilities.creates_zones || !matches!(observed, Observed::Absent) {
        return super::registry::check(desired, observed);
    }
    let apex = desired.zone.apex();
    let headline = format!("`{instance}` does not serve {apex} and zonal cannot create zones there");
    let span = desired.published_at(instance);
    let help = "create the zone at the provider, or check that the account is the right one";
    Problems::from_iter([Diagnostic::error(&ZONE_NOT_CREATABLE, span, headline).help(help)])
}

/// Whether the plan would put a CNAME beside data that it leaves alone, or data
/// beside such a CNAME.
pub fn fit_plan(desired: &Desired, plan: &ZonePlan) -> Problems {
    let mut left: HashMap<&Name, Vec<&LeftAlone>> = HashMap::new();
    for kept in plan.left_alone.iter().filter(|kept| !goes_with_cname(kept.key.record_type)) {
        left.entry(&kept.key.owner).or_default().push(kept);
    }
    let clash = |change: &Change| -> Option<Diagnostic> {
        let RrsetKey { owner, record_type } = &change.key;
        let is_cname = *record_type == RecordType::CNAME;
        let clashes = |kept: &&LeftAlone| match kept.key.record_type {
            RecordType::CNAME => !is_cname && !goes_with_cname(*record_type),
            _ => is_cname,
        };
        let kept = left.get(owner)?.iter().copied().find(clashes)?;
        change.edit.after()?;
        let span = desired.zone.get(owner, *record_type).map(|rrset| desired.blame(rrset));
        let span = span.unwrap_or(desired.declared);
        let other = kept.key.record_type;
        let headline = format!("{record_type} cannot stand at {owner} beside the {other} that is left alone");
        let help = "declare another name, or stop leaving alone what stands there";
        Some(Diagnostic::error(&CNAME_CLASH, span, headline).help(help))
    };
    if left.is_empty() { Problems::default() } else { plan.changes().filter_map(clash).collect() }
}

/// Types that may stand beside a CNAME (RFC 4035 section 2.5).
fn goes_with_cname(record_type: RecordType) -> bool {
    matches!(record_type, RecordType::RRSIG | RecordType::NSEC | RecordType::KEY)
}

/// How many more lines are shown that say the same.
const SHOWN_LINES: usize = 4;

struct Provider<'a> {
    desired: &'a Desired,
    capabilities: &'a Capabilities,
    instance: &'a str,
}

impl Provider<'_> {
    fn frame(&self, problems: &mut Problems) {
        let apex = self.desired.zone.apex();
        let declared = self.desired.declared;
        let mut say = |code: &'static Code, span: Span, headline: String, help: &str| {
            problems.push(Diagnostic::error(code, span, headline).help(help));
        };
        let who = self.who();
        match (self.capabilities.soa, self.desired.settings.soa.is_some()) {
            (Part::Required, false) => say(
                &MISSING_SOA,
                declared,
                format!("{who} needs the SOA of {apex}"),
                "declare the SOA in the zone or in the project's defaults",
            ),
            (Part::Theirs, true) => say(
                &FOREIGN_SOA,
                declared,
                format!("{who} writes the SOA of {apex} itself"),
                "delete the SOA, or publish the zone elsewhere",
            ),
            _ => {}
        }
        let ns = self.desired.zone.get(apex, RecordType::NS);
        match (self.capabilities.apex_ns, ns) {
            (Part::Required, None) => say(
                &MISSING_APEX_NS,
                declared,
                format!("{who} needs the name servers of {apex}"),
                "declare the name servers of the zone",
            ),
            (Part::Theirs, Some(ns)) => say(
                &FOREIGN_APEX_NS,
                self.desired.blame(ns),
                format!("{who} writes the name servers of {apex} itself"),
                "delete the NS records at the apex, or publish the zone elsewhere",
            ),
            _ => {}
        }
    }

    fn features(&self, problems: &mut Problems) {
        let place = |origin| self.desired.provenance.blame(origin);
        for alias in self.desired.aliases.iter().filter(|_| !self.capabilities.alias) {
            let headline = format!("{} has no ALIAS, which {} wants", self.who(), alias.owner);
            let help =
                format!("write the addresses of {} (ADDR), or publish the zone elsewhere", alias.target);
            problems.push(Diagnostic::error(&UNSUPPORTED_ALIAS, place(alias.origin), headline).help(help));
        }
        for redirect in self.desired.redirects.iter().filter(|_| !self.capabilities.redirect) {
            let headline =
                format!("{} cannot redirect web pages, which {} wants", self.who(), redirect.owner);
            let help =
                "write the addresses of a web server that redirects (ADDR), or publish the zone elsewhere";
            problems
                .push(Diagnostic::error(&UNSUPPORTED_REDIRECT, place(redirect.origin), headline).help(help));
        }
    }

    fn signing(&self, problems: &mut Problems) {
        let Some(dnssec) = self.desired.settings.dnssec.filter(|dnssec| dnssec.on) else { return };
        if !self.capabilities.signs {
            let headline = format!("{} cannot sign {}", self.who(), self.desired.zone.apex());
            let help = "let the name server sign and delete `dnssec on`, or publish the zone elsewhere";
            let span = dnssec.span.unwrap_or(self.desired.declared);
            problems.push(Diagnostic::error(&UNSUPPORTED_DNSSEC, span, headline).help(help));
        }
    }

    /// One problem for each attribute and value, with the lines that say it.
    fn attributes(&self, problems: &mut Problems) {
        let provenance = &self.desired.provenance;
        let mut found: BTreeMap<(&str, &str), BTreeSet<Span>> = BTreeMap::new();
        for (records, set) in provenance.attributed() {
            for said in self.mistakes(set) {
                let origins = records.clone().filter_map(|record| provenance.origin(record));
                found.entry(said).or_default().extend(origins.map(|origin| provenance.blame(origin)));
            }
        }
        let aliases = self.desired.aliases.iter().map(|alias| (&alias.attributes, alias.origin));
        let redirects = self.desired.redirects.iter().map(|redirect| (&redirect.attributes, redirect.origin));
        for (set, origin) in aliases.chain(redirects) {
            for said in self.mistakes(set) {
                found.entry(said).or_default().insert(provenance.blame(origin));
            }
        }
        for ((key, value), lines) in found {
            let Some((code, what, help)) = self.mistake(key, value) else { continue };
            let mut lines = lines.into_iter();
            let Some(first) = lines.next() else { continue };
            let headline = format!("{} {what}", self.who());
            let error = Diagnostic::error(code, first, headline).help(help);
            let error = match lines.len() {
                count if count <= SHOWN_LINES => error,
                count => error.help(format!("{} lines say it", count + 1)),
            };
            let others = lines.take(SHOWN_LINES);
            problems.push(others.fold(error, |error, line| error.other(line, "here too")));
        }
    }

    /// Keys and values that are wrong at this provider.
    fn mistakes<'a>(&self, set: &'a AttributeSet) -> impl Iterator<Item = (&'a str, &'a str)> {
        let proxied = set.proxied.map(|on| ("proxied", if on { "true" } else { "false" }));
        let options = set.options.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        options.chain(proxied).filter(|(key, value)| self.mistake(key, value).is_some())
    }

    /// What is wrong with an attribute at this provider, and what to do.
    fn mistake(&self, key: &str, value: &str) -> Option<(&'static Code, String, String)> {
        let mut known = self.capabilities.attributes.iter();
        if let Some(attribute) = known.find(|attribute| attribute.key == key) {
            let wrong = !attribute.takes.takes(value);
            let wanted = attribute.takes.wanted();
            return wrong.then(|| {
                (
                    &ATTRIBUTE_VALUE,
                    format!("does not take `{key} = {value}`"),
                    format!("`{key}` wants {wanted}"),
                )
            });
        }
        let kind = key.split_once('.').map(|(kind, _)| kind);
        let settings = &self.desired.settings;
        let publishing = settings.publishing();
        let is_theirs =
            |kind: &str| publishing.clone().any(|provider| provider.kind.as_deref() == Some(kind));
        if kind.is_some_and(|kind| kind != self.capabilities.kind && is_theirs(kind)) {
            return None;
        }
        let keys = self.capabilities.attributes.iter().map(|attribute| attribute.key);
        let help = match nearest(key, keys) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "delete the attribute, or publish the zone elsewhere".to_owned(),
        };
        Some((&UNSUPPORTED_ATTRIBUTE, format!("has no attribute `{key}`"), help))
    }

    fn rrset(&self, rrset: RrsetRef<'_>, problems: &mut Problems) {
        let record_type = rrset.record_type();
        let refused = |code: &'static Code, what: &str, help: &str| {
            let headline = format!("{} {what} {record_type} records", self.who());
            Diagnostic::error(code, self.desired.blame(rrset), headline).help(help)
        };
        if self.capabilities.generated.contains(&record_type) {
            let help = "delete the line; what the provider makes is left alone";
            problems.push(refused(&GENERATED_TYPE, "itself makes the", help));
        } else if self.capabilities.without.contains(&record_type)
            || self.capabilities.types.as_ref().is_some_and(|types| !types.contains(&record_type))
        {
            let help = "publish the zone elsewhere, or say the same with another type";
            problems.push(refused(&UNSUPPORTED_TYPE, "cannot hold", help));
        }
        if !self.capabilities.ttl.contains(&rrset.ttl()) {
            let what = format!("{record_type} of {}", rrset.owner());
            problems.push(self.ttl(self.desired.blame(rrset), &what, rrset.ttl()));
        }
    }

    fn ttl(&self, span: Span, what: &str, ttl: crate::dns::Ttl) -> Diagnostic {
        let (low, high) = (self.capabilities.ttl.start(), self.capabilities.ttl.end());
        let headline = format!("{} cannot store the TTL {ttl} of {what}", self.who());
        Diagnostic::error(&TTL_RANGE, span, headline).help(format!("write a TTL from {low} to {high}"))
    }

    fn who(&self) -> String {
        format!("`{}` ({})", self.instance, self.capabilities.kind)
    }
}
