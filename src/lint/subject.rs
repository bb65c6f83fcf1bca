use std::rc::Rc;

use super::view::View;
use crate::dns::{Name, RdataRef, RecordType, RrsetRef};
use crate::model::{Alias, Allowance, AttributeSet, Desired, Origin, Redirect, StepKind};
use crate::syntax::ast::{Line, RdataValue, Statement};
use crate::syntax::{Item, Piece, Tree, pieces};
use crate::text::{Sources, Span};

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

    /// Where `words` stand in the RDATA of its line, if they do so once and no longer word holds them.
    pub fn find(self, words: &str) -> Option<Span> {
        let is_inside = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        let sources = self.subject.view.project.sources;
        let mut places = self.literals().into_iter().flat_map(|literal| {
            let text = sources.text(literal);
            let places = text.match_indices(words).filter(move |(at, _)| {
                !text[..*at].ends_with(is_inside) && !text[at + words.len()..].starts_with(is_inside)
            });
            places.map(move |(at, _)| literal.start + at as u32)
        });
        let start = places.next().filter(|_| !words.is_empty())?;
        let source = self.span().source;
        places.next().is_none().then(|| Span::new(source, start, start + words.len() as u32))
    }

    /// The words and texts of the RDATA in its line, with their quotes, if they are all that it is
    /// made of: no value comes from elsewhere.
    pub fn whole_literals(self) -> Option<Vec<Span>> {
        self.written()
            .values
            .iter()
            .copied()
            .collect::<Option<Vec<Span>>>()
            .filter(|literals| !literals.is_empty())
    }

    /// Whether its line says its TTL, which else is that of a block, the zone or the project.
    pub fn says_ttl(self) -> bool {
        self.written().says_ttl
    }

    fn literals(self) -> Vec<Span> {
        self.written().values.iter().copied().flatten().collect()
    }

    fn written(self) -> Rc<Written> {
        self.subject.view.written(self.span())
    }

    /// The place of `words` in its RDATA where they can be found, else the line.
    pub fn part(self, words: &str) -> Place<'v> {
        let span = self.find(words).unwrap_or_else(|| self.span());
        Place { span, ..Place::from(self) }
    }

    /// Whether it is one of `nameservers` in `[defaults]`.
    fn is_default(self) -> bool {
        self.origin.chain.is_none() && self.origin.span == self.subject.desired.declared
    }

    fn uses(self) -> Vec<Span> {
        uses(self.subject.desired, self.origin)
    }

    /// What is said about it beside its data.
    pub fn attributes(self) -> &'v AttributeSet {
        let record = self.subject.rrset.record_range().start + self.index;
        self.subject.desired.provenance.attributes(record)
    }

    fn allowances(self) -> &'v [Allowance] {
        &self.attributes().allowances
    }
}

/// What is to be read in the line of a record; nothing where the line is the `use` of a preset.
#[derive(Default)]
pub(super) struct Written {
    /// The values of the RDATA; `None` for what holds a variable.
    values: Vec<Option<Span>>,
    says_ttl: bool,
}

impl Written {
    pub fn read(line: Span, sources: &Sources) -> Written {
        let (tree, _) = Tree::parse(line.source, sources.text(line));
        let [Item { line: Line { statement: Statement::Record(record), .. }, .. }] = &tree.items[..] else {
            return Written::default();
        };
        let literal = |value: &RdataValue<'_>| match value {
            RdataValue::Token(token, span)
                if pieces(token.text).all(|piece| matches!(piece, Piece::Plain(_))) =>
            {
                Some(Span::new(line.source, line.start + span.start, line.start + span.end))
            }
            _ => None,
        };
        let values = record.values.iter().map(literal).collect();
        Written { values, says_ttl: record.ttl.is_some() }
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
    /// Whether `[defaults]` of the project say it, which has no place in a source.
    pub is_default: bool,
}

impl<'v> Place<'v> {
    /// The `soa` setting of a zone, or the zone if that of the project is taken.
    pub fn of_soa(desired: &'v Desired) -> Place<'v> {
        let zone = Place::from(desired);
        let said = desired.settings.soa_span;
        Place { span: said.unwrap_or(zone.span), is_default: said.is_none(), ..zone }
    }
}

impl<'v> From<Record<'v>> for Place<'v> {
    fn from(record: Record<'v>) -> Place<'v> {
        Place {
            span: record.span(),
            desired: Some(record.subject.desired),
            owner: Some(record.subject.owner()),
            allowances: record.allowances().iter().collect(),
            uses: record.uses(),
            is_default: record.is_default(),
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
            is_default: subject.records().next().is_some_and(Record::is_default),
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
            is_default: false,
        }
    }
}

/// An ALIAS and its zone.
impl<'v> From<(&'v Desired, &'v Alias)> for Place<'v> {
    fn from((desired, alias): (&'v Desired, &'v Alias)) -> Place<'v> {
        feature(desired, &alias.owner, alias.origin, &alias.attributes.allowances)
    }
}

/// A REDIRECT and its zone.
impl<'v> From<(&'v Desired, &'v Redirect)> for Place<'v> {
    fn from((desired, redirect): (&'v Desired, &'v Redirect)) -> Place<'v> {
        feature(desired, &redirect.owner, redirect.origin, &redirect.attributes.allowances)
    }
}

fn feature<'v>(desired: &'v Desired, owner: &Name, origin: Origin, allowances: &'v [Allowance]) -> Place<'v> {
    Place {
        span: desired.provenance.blame(origin),
        desired: Some(desired),
        owner: Some(owner.clone()),
        allowances: allowances.iter().collect(),
        uses: uses(desired, origin),
        is_default: false,
    }
}

/// The `use` lines that bring a line into a zone, innermost first.
fn uses(desired: &Desired, origin: Origin) -> Vec<Span> {
    let place = desired.provenance.blame(origin);
    let steps = desired.provenance.steps(origin);
    let uses = steps.filter(|step| matches!(step.kind, StepKind::Use(_))).map(|step| step.span);
    uses.filter(|span| *span != place).collect()
}

/// A place in a source that belongs to no zone.
impl From<Span> for Place<'_> {
    fn from(span: Span) -> Self {
        Place {
            span,
            desired: None,
            owner: None,
            allowances: Vec::new(),
            uses: Vec::new(),
            is_default: false,
        }
    }
}
