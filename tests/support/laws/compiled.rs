//! Compiled sources, with a small budget, and what they mean.

use zonal::diagnostic::Problems;
use zonal::dns::{Ttl, Zone};
use zonal::model::{AttributeSet, Budget, Defaults, Model, ZoneDefaults, compile};
use zonal::text::{Source, SourceId, Sources, Span};

use super::telling;

pub const BUDGET: Budget = Budget { records: 500, depth: 6 };

/// A zone with its view, its SOA, what is said about its records, and in words
/// what is said about itself.
pub type Meant = (Option<String>, Zone, Vec<AttributeSet>, String);

pub struct Compiled {
    pub model: Model,
    pub problems: Problems,
    pub sources: Sources,
}

/// The name of each file.
pub const FILE: &str = "a.dns";

impl Compiled {
    /// Holds also what holds of all that is said.
    pub fn new<'f>(files: impl Iterator<Item = &'f str>) -> Compiled {
        let mut sources = Sources::default();
        let ids: Vec<SourceId> = files.map(|file| sources.add(Source::new(FILE, file))).collect();
        let kinds = [("cf", "memory"), ("knot", "rfc2136")];
        let defaults = Defaults {
            zones: ZoneDefaults { ttl: Ttl::new(7200), ..ZoneDefaults::default() },
            instances: Some(kinds.map(|(name, kind)| (name.to_owned(), kind.to_owned())).into()),
            registrars: Some(["gandi".to_owned()].into()),
            budget: BUDGET,
            ..Defaults::default()
        };
        let (model, problems) = compile(&mut sources, &ids, &defaults);
        let compiled = Compiled { model, problems, sources };
        telling::holds(&compiled.problems, &compiled.sources);
        compiled
    }

    pub fn zones(&self) -> Vec<Meant> {
        let meant = self.model.zones.iter().map(|desired| {
            let records = 0..desired.zone.record_count();
            let attributes = records.map(|record| without_places(desired.provenance.attributes(record)));
            let settings = &desired.settings;
            let scope = &desired.scope;
            let ignored = scope.ignored.iter();
            let ignored =
                ignored.map(|one| format!("{:?}", (&one.pattern, &one.types, &one.target, &one.reason)));
            let managed = scope.managed.iter().map(|(pattern, _)| pattern.to_string());
            let others = (
                sorted(ignored),
                sorted(managed),
                settings.providers.iter().map(|provider| &provider.instance).collect::<Vec<_>>(),
                (
                    &settings.nameservers,
                    settings.dnssec.map(|switch| switch.on),
                    &settings.owner,
                    &settings.description,
                ),
            );
            let others = format!("{others:?}");
            (desired.view.clone(), desired.published(1), attributes.collect(), others)
        });
        meant.collect()
    }
}

fn without_places(attributes: &AttributeSet) -> AttributeSet {
    let mut attributes = attributes.clone();
    for allowance in &mut attributes.allowances {
        allowance.span = Span::new(SourceId(0), 0, 0);
    }
    attributes
}

fn sorted(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = all.collect();
    all.sort_unstable();
    all
}
