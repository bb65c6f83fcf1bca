use super::view::View;
use crate::dns::{Name, RdataRef, RecordType, RrsetRef};
use crate::model::{Alias, Allowance, Desired, Origin, Redirect, StepKind};
use crate::text::Span;

/// An RRset that a rule looks at.
#[derive(Clone, Copy)]
pub struct Subject<'v> {
    pub view: &'v View<'v>,
    /// The zone that it is in.
    pub desired: &'v Desired,
    pub rrset: RrsetRef<'v>,
}

impl<'v> Subject<'v> {
    pub fn owner(self) -> Name {
        self.rrset.owner()
    }

    pub fn record_type(self) -> RecordType {
        self.rrset.record_type()
    }

    pub fn records(self) -> impl Iterator<Item = Record<'v>> + Clone {
        let origins = self.desired.provenance.of(self.rrset);
        let records = self.rrset.rdatas().zip(origins).enumerate();
        records.map(move |(index, (rdata, origin))| Record { subject: self, index, rdata, origin: *origin })
    }

    /// The same owner's RRset of another type.
    pub fn beside(self, record_type: RecordType) -> Option<Subject<'v>> {
        let rrset = self.desired.zone.get_by_key(self.rrset.owner_key(), record_type)?;
        Some(Subject { rrset, ..self })
    }
}

/// A record of a [`Subject`].
#[derive(Clone, Copy)]
pub struct Record<'v> {
    pub subject: Subject<'v>,
    /// Its place in the RRset.
    pub index: usize,
    pub rdata: RdataRef<'v>,
    pub origin: Origin,
}

impl<'v> Record<'v> {
    /// Its line, or the `use` of the preset that holds the line.
    pub fn span(self) -> Span {
        self.subject.desired.provenance.blame(self.origin)
    }

    fn uses(self) -> Vec<Span> {
        let steps = self.subject.desired.provenance.steps(self.origin);
        let uses = steps.filter(|step| matches!(step.kind, StepKind::Use(_))).map(|step| step.span);
        uses.filter(|span| *span != self.span()).collect()
    }

    fn allowances(self) -> &'v [Allowance] {
        let record = self.subject.rrset.record_range().start + self.index;
        &self.subject.desired.provenance.attributes(record).allowances
    }
}

/// A place that something is found at.
pub struct Place<'v> {
    pub span: Span,
    /// `None` where no zone is to blame.
    pub desired: Option<&'v Desired>,
    /// `None` for the zone as a whole.
    pub owner: Option<Name>,
    /// What may be found there.
    pub allowances: Vec<&'v Allowance>,
    /// Where the templates are used that bring it there, innermost first.
    pub uses: Vec<Span>,
}

impl<'v> From<Record<'v>> for Place<'v> {
    fn from(record: Record<'v>) -> Place<'v> {
        Place {
            span: record.span(),
            desired: Some(record.subject.desired),
            owner: Some(record.subject.owner()),
            allowances: record.allowances().iter().collect(),
            uses: record.uses(),
        }
    }
}

/// The line of its first record; what any of its lines allows is allowed.
impl<'v> From<Subject<'v>> for Place<'v> {
    fn from(subject: Subject<'v>) -> Place<'v> {
        Place {
            span: subject.records().next().map_or(subject.desired.declared, Record::span),
            desired: Some(subject.desired),
            owner: Some(subject.owner()),
            allowances: subject.records().flat_map(Record::allowances).collect(),
            uses: subject.records().next().map(Record::uses).unwrap_or_default(),
        }
    }
}

/// The name of the zone where it is declared.
impl<'v> From<&'v Desired> for Place<'v> {
    fn from(desired: &'v Desired) -> Place<'v> {
        Place {
            span: desired.declared,
            desired: Some(desired),
            owner: None,
            allowances: desired.attributes.allowances.iter().collect(),
            uses: Vec::new(),
        }
    }
}

/// An ALIAS and its zone.
impl<'v> From<(&'v Desired, &'v Alias)> for Place<'v> {
    fn from((desired, alias): (&'v Desired, &'v Alias)) -> Place<'v> {
        feature(desired, &alias.owner, alias.origin)
    }
}

/// A REDIRECT and its zone.
impl<'v> From<(&'v Desired, &'v Redirect)> for Place<'v> {
    fn from((desired, redirect): (&'v Desired, &'v Redirect)) -> Place<'v> {
        feature(desired, &redirect.owner, redirect.origin)
    }
}

fn feature<'v>(desired: &'v Desired, owner: &Name, origin: Origin) -> Place<'v> {
    let span = desired.provenance.blame(origin);
    let allowances = desired.attributes.allowances.iter().collect();
    Place { span, desired: Some(desired), owner: Some(owner.clone()), allowances, uses: Vec::new() }
}

/// A place in a source that belongs to no zone.
impl From<Span> for Place<'_> {
    fn from(span: Span) -> Self {
        Place { span, desired: None, owner: None, allowances: Vec::new(), uses: Vec::new() }
    }
}
