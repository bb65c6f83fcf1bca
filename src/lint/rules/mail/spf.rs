//! SPF policies, and those that they lead to.

use std::collections::HashSet;

use super::policies;
use crate::dns::policy_text::{Kind, Mechanism, Spf, Term, misspelt, recognise};
use crate::dns::{Name, RecordType, joined_text};
use crate::lint::{LookUp, Record, Subject, View};

/// A policy and its record.
#[derive(Clone)]
pub struct Sender<'v> {
    pub record: Record<'v>,
    pub spf: Spf,
}

/// What the project knows of the policy of a name.
pub enum Found<'v> {
    Policy(Sender<'v>),
    None,
    /// It is elsewhere, or cannot be read, which others say.
    Unknown,
}

impl<'v> Sender<'v> {
    /// The policy that an RRset holds.
    pub fn of(texts: Subject<'v>) -> Option<Sender<'v>> {
        let (record, _, text) = policies(texts, Some(Kind::Spf)).next()?;
        Some(Sender { record, spf: Spf::parse(&text).0? })
    }

    pub fn owner(&self) -> Name {
        self.record.subject.owner()
    }

    /// The policies that it includes or redirects to, with their terms.
    pub fn leads_to(&self) -> impl Iterator<Item = (&Term, Name)> {
        self.spf.tried().filter_map(|term| {
            let is_policy = match term {
                Term::Redirect(_) => true,
                Term::Directive { mechanism, .. } => matches!(mechanism, Mechanism::Include(_)),
                _ => false,
            };
            Some((term, term.name().filter(|_| is_policy)?.name()?))
        })
    }

    /// How many of its terms that are tried ask DNS.
    pub fn lookups(&self) -> usize {
        self.spf.tried().filter(|term| term.queries()).count()
    }
}

/// The policy that receivers find for a name.
pub fn policy_at<'v>(view: &'v View<'v>, name: &Name) -> Found<'v> {
    match view.look_up(name, RecordType::TXT) {
        LookUp::Unknown => Found::Unknown,
        LookUp::Nothing => Found::None,
        LookUp::Found(texts) => match Sender::of(texts) {
            Some(sender) => Found::Policy(sender),
            None if texts.records().any(|record| is_meant(&joined_text(record.rdata.wire))) => Found::Unknown,
            None => Found::None,
        },
    }
}

fn is_meant(text: &[u8]) -> bool {
    recognise(text).is_some_and(|meant| meant.kind == Kind::Spf) || misspelt(text) == Some(Kind::Spf)
}

/// What judging mail by a policy asks of DNS, with all that it leads to.
#[derive(Default)]
pub struct Costs<'v> {
    /// Without what policies elsewhere ask.
    pub lookups: usize,
    /// The policy itself and those behind it, each once, in the order in which they are met.
    pub policies: Vec<Sender<'v>>,
    /// Names of policies that this project does not hold.
    pub elsewhere: Vec<Name>,
    /// Those of `policies` and `elsewhere`.
    met: HashSet<Name>,
}

impl<'v> Costs<'v> {
    /// Behind more than `enough` look-ups nothing is counted any more.
    pub fn up_to(enough: usize, sender: &Sender<'v>) -> Costs<'v> {
        let mut costs = Costs::default();
        costs.add(sender, enough, &mut vec![sender.owner()]);
        costs
    }

    /// A sentence on the policies elsewhere, if there are any.
    pub fn not_counted(&self) -> Option<String> {
        let names: Vec<String> =
            self.elsewhere.iter().map(|name| format!("`{}`", name.with_unicode())).collect();
        (!names.is_empty()).then(|| format!("not counted is what these ask themselves: {}", names.join(", ")))
    }

    /// `path` are the names that led here. What leads back is a finding of its own.
    fn add(&mut self, sender: &Sender<'v>, enough: usize, path: &mut Vec<Name>) {
        self.lookups += sender.lookups();
        if self.met.insert(sender.owner()) {
            self.policies.push(sender.clone());
        }
        for (_, name) in sender.leads_to() {
            if self.lookups > enough {
                return;
            }
            if path.contains(&name) {
                continue;
            }
            match policy_at(sender.record.subject.view, &name) {
                Found::Policy(next) => {
                    path.push(name);
                    self.add(&next, enough, path);
                    path.pop();
                }
                Found::None => {}
                Found::Unknown => {
                    if self.met.insert(name.clone()) {
                        self.elsewhere.push(name);
                    }
                }
            }
        }
    }
}
