//! The settings of a zone: each is said once, or equally.

use std::collections::{BTreeMap, HashSet};

use super::Defaults;
use super::attributes::{bad_ttl, ttl_of};
use super::budget::Effort;
use super::codes;
use super::desired::{ProviderRef, Settings, SoaSetting, Switch};
use super::draft::Draft;
use super::frame::Spot;
use super::ledger::Ledger;
use super::names::Targets;
use super::reverse::Classless;
use super::value::{Absent, Datum, Environment, Values, wrong_kind};
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::dns::{Name, Ttl};
use crate::syntax::ast::Setting;
use crate::syntax::soa_setting;
use crate::text::Span;

/// What a setting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Instances(Vec<Instance>),
    Names(Vec<Name>),
    Ttl(Ttl),
    Soa(SoaSetting),
    Switch(bool),
    Text(String),
}

impl Said {
    /// About how much it takes to keep it.
    fn octets(&self) -> usize {
        match self {
            Said::Instances(all) => all.iter().map(|one| one.name.len() + size_of::<Instance>()).sum(),
            // They become records.
            Said::Names(names) => names.iter().map(|name| 2 * (name.wire().len() + size_of::<Name>())).sum(),
            Said::Text(text) => text.len(),
            Said::Ttl(_) | Said::Soa(_) | Said::Switch(_) => 0,
        }
    }
}

/// What the lines of a zone say, each key once. They are few.
#[derive(Clone, Default)]
pub(super) struct SaidSettings<'s> {
    all: Vec<(&'s str, Said, Span)>,
}

impl<'s> SaidSettings<'s> {
    pub fn get(&self, key: &str) -> Option<(&Said, Span)> {
        self.all.iter().find(|(other, ..)| *other == key).map(|(_, said, span)| (said, *span))
    }

    pub fn remove(&mut self, key: &str) {
        self.all.retain(|(other, ..)| *other != key);
    }

    fn add(&mut self, key: &'s str, said: Said, span: Span) {
        self.all.push((key, said, span));
    }

    /// Takes those of `other` in place of its own.
    pub fn replace(&mut self, other: SaidSettings<'s>) {
        self.all.retain(|(key, ..)| other.get(key).is_none());
        self.all.extend(other.all);
    }
}

/// An instance of `zonal.toml`; equal if it has the same name.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub name: String,
    pub span: Span,
}

impl PartialEq for Instance {
    fn eq(&self, other: &Instance) -> bool {
        self.name == other.name
    }
}

impl Eq for Instance {}

/// Reads a setting for the zone of each spot and keeps it in the drafts.
/// `globals` and `locals` are the values that names in it stand for.
pub(super) fn say_everywhere<'s>(
    setting: &Setting<'s>,
    span: Span,
    spots: &[Spot],
    (globals, locals): (&Values<'s>, &Values<'s>),
    ledger: &mut Ledger<'s>,
) {
    let Ledger { defaults, drafts, problems, budget, .. } = ledger;
    let mut free = Effort::written(span);
    for spot in spots {
        let environment = Environment { globals, locals, spot: Some(spot) };
        let mut reader = Reader { defaults, environment: &environment, problems };
        let said = say(setting, span, spot, &mut drafts.all[spot.zone], &mut reader);
        let Ok(octets) = said else { return };
        let effort = Effort::rounds(1).and(Effort::reading(span)).and(Effort::octets(octets));
        if budget.take(effort, &mut free).is_err() {
            return ledger.say_if_over(span, None);
        }
    }
}

/// How many octets of values were kept.
fn say<'s>(
    setting: &Setting<'s>,
    span: Span,
    spot: &Spot,
    draft: &mut Draft<'s>,
    reader: &mut Reader<'_, '_, 's>,
) -> Result<usize, Absent> {
    let Some(said) = reader.read(setting, span, spot)? else { return Ok(0) };
    let octets = said.octets();
    match draft.settings.get(setting.key.text) {
        None => draft.settings.add(setting.key.text, said, span),
        Some((first, _)) if *first == said => {}
        Some((_, first)) => {
            let headline = format!(
                "`{}` of `{}` is already given differently",
                setting.key.text,
                spot.apex.with_unicode()
            );
            let error = Diagnostic::error(&codes::SETTING_CONFLICT, span, headline);
            reader.problems.push(error.other(first, "given here").help("keep one of them"));
        }
    }
    Ok(octets)
}

struct Reader<'r, 'e, 's> {
    defaults: &'r Defaults,
    environment: &'r Environment<'e, 's>,
    problems: &'r mut Problems,
}

impl<'s> Reader<'_, '_, 's> {
    fn read(&mut self, setting: &Setting<'s>, span: Span, spot: &Spot) -> Result<Option<Said>, Absent> {
        let values = self.values(setting)?;
        if let Some((Datum::Word(sign, _), at)) = values.first()
            && sign == "="
        {
            let headline = format!("`{}` is written without `=`", setting.key.text);
            let error = Diagnostic::error(&codes::BAD_SETTING, *at, headline);
            self.problems.push(error.fix(Applicability::Maybe, "remove the `=`", *at, ""));
            return Ok(None);
        }
        if setting.key.text != "soa"
            && let Some(attribute) = setting.attributes.first()
        {
            let headline = format!("`{}` takes no attributes", setting.key.text);
            self.problems.push(Diagnostic::error(&codes::BAD_SETTING, attribute.span, headline));
        }
        Ok(match setting.key.text {
            "provider" | "mirror" | "registrar" => self.instances(setting, span, &values),
            "nameservers" => self.names(setting, span, spot, &values),
            "ttl" | "ns-ttl" => self
                .one(setting, span, &values, "one duration")
                .and_then(|(datum, at)| ttl_of(datum, at, self.problems).map(Said::Ttl)),
            "dnssec" => {
                match self.one(setting, span, &values, "`on` or `off`").map(|(datum, _)| datum.scalar()) {
                    Some(Some(("on", _))) => Some(Said::Switch(true)),
                    Some(Some(("off", _))) => Some(Said::Switch(false)),
                    Some(_) => self.bad(span, "`dnssec` wants `on` or `off`"),
                    None => None,
                }
            }
            "owner" => {
                match self.one(setting, span, &values, "one word or text").map(|(datum, _)| datum.scalar()) {
                    Some(Some((text, _))) => Some(Said::Text(text.to_owned())),
                    Some(None) => self.bad(span, "`owner` wants one word or text"),
                    None => None,
                }
            }
            "soa" => self.soa(setting, span, spot, &values)?,
            "classless" => self.classless(setting, span, &values),
            other => self.bad(span, format!("no setting is called `{other}`")),
        })
    }

    /// How networks are named; their zones have these names already.
    fn classless(&mut self, setting: &Setting<'s>, span: Span, values: &[(Datum<'s>, Span)]) -> Option<Said> {
        let (datum, at) = self.one(setting, span, values, "`rfc2317` or `rfc4183`")?;
        match datum.scalar() {
            Some((text, _)) if Classless::parse(text).is_some() => Some(Said::Text(text.to_owned())),
            _ => {
                self.problems.push(bad_classless(at));
                None
            }
        }
    }

    /// The values with their places, lists taken apart.
    fn values(&mut self, setting: &Setting<'s>) -> Result<Vec<(Datum<'s>, Span)>, Absent> {
        let mut values = Vec::with_capacity(setting.values.len());
        for value in &setting.values {
            let datum = self.environment.evaluate(value, self.problems)?;
            match datum {
                Datum::Word(..) | Datum::Text(..) => values.push((datum, value.span())),
                other => match other.flatten() {
                    Some(parts) => values.extend(parts.into_iter().map(|part| (part, value.span()))),
                    None => {
                        self.problems.push(wrong_kind(value.span(), &other, "a value of a setting"));
                        return Err(Absent::Wrong);
                    }
                },
            }
        }
        Ok(values)
    }

    fn bad(&mut self, span: Span, headline: impl Into<String>) -> Option<Said> {
        self.problems.push(Diagnostic::error(&codes::BAD_SETTING, span, headline));
        None
    }

    fn one<'v>(
        &mut self,
        setting: &Setting<'s>,
        span: Span,
        values: &'v [(Datum<'s>, Span)],
        wanted: &str,
    ) -> Option<(&'v Datum<'s>, Span)> {
        match values {
            [(datum, at)] => Some((datum, *at)),
            _ => {
                self.bad(span, format!("`{}` wants {wanted}", setting.key.text));
                None
            }
        }
    }

    fn instances(&mut self, setting: &Setting<'s>, span: Span, values: &[(Datum<'s>, Span)]) -> Option<Said> {
        let key = setting.key.text;
        if values.is_empty() || (key == "registrar" && values.len() > 1) {
            let wanted = if key == "registrar" { "one instance" } else { "instances" };
            return self.bad(span, format!("`{key}` wants {wanted} of `zonal.toml`"));
        }
        let mut instances: Vec<Instance> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        for (datum, span) in values {
            let name = match datum.scalar() {
                Some((name, _)) => name.to_owned(),
                None => return self.bad(*span, format!("`{key}` wants names of instances")),
            };
            if !names.insert(name.clone()) {
                self.bad(*span, format!("`{name}` is named twice"));
                continue;
            }
            self.check_instance(key, &name, *span);
            instances.push(Instance { name, span: *span });
        }
        Some(Said::Instances(instances))
    }

    fn check_instance(&mut self, key: &str, name: &str, span: Span) {
        let known: Option<Vec<&str>> = match key {
            "registrar" => {
                self.defaults.registrars.as_ref().map(|all| all.iter().map(String::as_str).collect())
            }
            _ => self.defaults.instances.as_ref().map(|all| all.keys().map(String::as_str).collect()),
        };
        let Some(known) = known else { return };
        if known.contains(&name) {
            return;
        }
        let headline = format!("`zonal.toml` has no {key} `{name}`");
        let error = Diagnostic::error(&codes::UNKNOWN_INSTANCE, span, headline);
        self.problems.push(match nearest(name, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")).fix(
                Applicability::Maybe,
                format!("write `{near}`"),
                span,
                near,
            ),
            None if known.is_empty() => error.help("it has none at all; add it there"),
            None => error.help(format!("it has {}", known.join(", "))),
        });
    }

    fn names(
        &mut self,
        setting: &Setting<'s>,
        span: Span,
        spot: &Spot,
        values: &[(Datum<'s>, Span)],
    ) -> Option<Said> {
        if values.is_empty() {
            return self.bad(span, format!("`{}` wants names", setting.key.text));
        }
        let mut names = Vec::new();
        for (datum, span) in values {
            names.push(self.name(datum, *span, spot)?);
        }
        names.sort();
        names.dedup();
        Some(Said::Names(names))
    }

    fn name(&mut self, datum: &Datum<'s>, span: Span, spot: &Spot) -> Option<Name> {
        let Datum::Word(text, _) = datum else {
            self.problems.push(wrong_kind(span, datum, "a name"));
            return None;
        };
        Targets::new(spot).read(text).map_err(|problem| self.problems.push(problem.at(span))).ok()
    }

    /// `soa MNAME RNAME [refresh, retry, expire, minimum, ttl]`; the timers
    /// left out are those of [`SoaSetting::TIMERS`].
    fn soa(
        &mut self,
        setting: &Setting<'s>,
        span: Span,
        spot: &Spot,
        values: &[(Datum<'s>, Span)],
    ) -> Result<Option<Said>, Absent> {
        let [(mname, mname_span), (rname, rname_span)] = values else {
            self.problems.push(bad_soa(span, values));
            return Ok(None);
        };
        if let Some((text, _)) = rname.scalar()
            && let Some((local, domain)) =
                text.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty())
        {
            let name = format!("{}.{}.", local.replace('.', "\\."), domain.trim_end_matches('.'));
            let error = Diagnostic::error(
                &codes::BAD_SETTING,
                *rname_span,
                "the mailbox of a SOA is written as a name",
            )
            .help("the first dot takes the place of the `@` (RFC 1035 section 8)")
            .fix(Applicability::Certain, format!("write `{name}`"), *rname_span, name);
            self.problems.push(error);
            return Ok(None);
        }
        let timers = self.timers(setting)?;
        let names = (self.name(mname, *mname_span, spot), self.name(rname, *rname_span, spot));
        let (Some(mname), Some(rname)) = names else { return Ok(None) };
        let timer = |key: &str| timers.get(key).copied().unwrap_or(Ttl::MAX);
        Ok(Some(Said::Soa(SoaSetting {
            ttl: timers.get("ttl").copied(),
            mname,
            rname,
            refresh: timer("refresh"),
            retry: timer("retry"),
            expire: timer("expire"),
            minimum: timer("minimum"),
        })))
    }

    fn timers(&mut self, setting: &Setting<'s>) -> Result<BTreeMap<&'static str, Ttl>, Absent> {
        let keys = || SoaSetting::TIMERS.iter().map(|(key, _)| *key).chain(["ttl"]);
        let defaults =
            SoaSetting::TIMERS.iter().map(|(key, seconds)| (*key, Ttl::new(*seconds).unwrap_or(Ttl::MAX)));
        let mut timers: BTreeMap<&'static str, Ttl> = defaults.collect();
        for attribute in &setting.attributes {
            let Some(key) = keys().find(|key| *key == attribute.key.text) else {
                let headline = format!("`soa` has no `{}`", attribute.key.text);
                let error = Diagnostic::error(&codes::UNKNOWN_ATTRIBUTE, attribute.span, headline);
                let near = nearest(attribute.key.text, keys());
                self.problems.push(match near {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help("it has `refresh`, `retry`, `expire`, `minimum` and `ttl`"),
                });
                continue;
            };
            let Some(value) = &attribute.value else {
                self.problems.push(bad_ttl("", attribute.span));
                continue;
            };
            let datum = self.environment.evaluate(value, self.problems)?;
            timers.extend(ttl_of(&datum, value.span(), self.problems).map(|ttl| (key, ttl)));
        }
        Ok(timers)
    }
}

fn bad_soa(span: Span, values: &[(Datum<'_>, Span)]) -> Diagnostic {
    let headline = "`soa` wants the primary server and the mailbox, without a serial";
    let error = Diagnostic::error(&codes::BAD_SETTING, span, headline)
        .help("write `soa ns1.example.net. hostmaster.example.net. [refresh = 4h, minimum = 5m]`");
    let texts: Vec<&str> =
        values.iter().filter_map(|(datum, _)| datum.scalar()).map(|(text, _)| text).collect();
    match soa_setting(&texts) {
        Some(setting) => error.fix(Applicability::Maybe, "write the setting", span, setting),
        None => error,
    }
}

fn bad_classless(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::BAD_SETTING, span, "`classless` wants `rfc2317` or `rfc4183`")
}

/// The settings of a zone with the project's defaults filled in; `zone_ttl` is
/// that of records that say none.
pub(super) fn settle(draft: &Draft<'_>, defaults: &Defaults, zone_ttl: Ttl) -> Settings {
    let said = |key: &str| draft.settings.get(key).map(|(said, _)| said);
    let kind = |name: &str| defaults.instances.as_ref().and_then(|kinds| kinds.get(name)).cloned();
    let instance = |name: &String, span| ProviderRef { instance: name.clone(), kind: kind(name), span };
    let instances = |key: &str, otherwise: &[String]| -> Vec<ProviderRef> {
        match said(key) {
            Some(Said::Instances(all)) => all.iter().map(|one| instance(&one.name, Some(one.span))).collect(),
            _ => otherwise.iter().map(|name| instance(name, None)).collect(),
        }
    };
    let registrar = instances("registrar", defaults.zones.registrar.as_slice());
    let providers = instances("provider", &defaults.zones.providers);
    let mut mirrors = instances("mirror", &defaults.zones.mirrors);
    mirrors.retain(|mirror| providers.iter().all(|provider| provider.instance != mirror.instance));
    Settings {
        providers,
        mirrors,
        registrar: registrar.into_iter().next().map(|named| ProviderRef { kind: None, ..named }),
        nameservers: match said("nameservers") {
            Some(Said::Names(names)) => names.clone(),
            _ => defaults.zones.nameservers.clone(),
        },
        soa: match said("soa") {
            Some(Said::Soa(soa)) => Some(soa),
            _ => defaults.zones.soa.as_ref(),
        }
        .map(|soa| soa.under(zone_ttl)),
        soa_span: draft.settings.get("soa").map(|(_, span)| span),
        dnssec: match draft.settings.get("dnssec") {
            Some((Said::Switch(on), span)) => Some(Switch { on: *on, span: Some(span) }),
            _ => defaults.zones.dnssec.map(|on| Switch { on, span: None }),
        },
        owner: match said("owner") {
            Some(Said::Text(owner)) => Some(owner.clone()),
            _ => defaults.zones.owner.clone(),
        },
        description: draft.description.clone(),
        ns_ttl: ttl(draft, "ns-ttl").or(defaults.zones.ns_ttl),
    }
}

/// Says where the sources name an instance as provider and as mirror of a zone.
pub(super) fn report_doubles(draft: &Draft<'_>, problems: &mut Problems) {
    let said = |key: &str| match draft.settings.get(key) {
        Some((Said::Instances(all), _)) => &all[..],
        _ => &[],
    };
    for mirror in said("mirror") {
        let Some(provider) = said("provider").iter().find(|provider| provider.name == mirror.name) else {
            continue;
        };
        let headline = format!("`{}` is provider and mirror of one zone", mirror.name);
        let error = Diagnostic::error(&codes::SETTING_CONFLICT, mirror.span, headline);
        let help = "a provider gets every record already; keep one of the two";
        problems.push(error.other(provider.span, "the provider").help(help));
    }
}

/// A TTL setting of the zone itself.
pub(super) fn ttl(draft: &Draft<'_>, key: &str) -> Option<Ttl> {
    match draft.settings.get(key) {
        Some((Said::Ttl(ttl), _)) => Some(*ttl),
        _ => None,
    }
}
