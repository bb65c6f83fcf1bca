use std::collections::HashSet;

use super::spf::{Found, Sender, policy_at};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// An SPF policy leads back to itself.
    ///
    /// Receivers go round until they have asked ten times, then it is a permanent error for all mail that
    /// nothing matched before (RFC 7208 section 4.6.4). So it is with a policy that leads to another one, and so
    /// on, more than 20 times, wherever that ends: it is said here too.
    ///
    /// Take the `include:` or `redirect=` out that leads back.
    RULE = "spf-loop", Level::Error, Check::Rrset(&[RecordType::TXT], check);
}

/// How many policies may lead from one to the next behind the first.
const DEEPEST: usize = 20;
/// How many policies are read to find a loop of one.
const MOST: usize = 100;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject) else { return };
    let owner = subject.owner();
    let mut left = MOST;
    for (term, name) in sender.leads_to() {
        let mut search = Search { view: subject.view, way: vec![owner.clone()], seen: HashSet::new(), left };
        let found = search.follow(&name);
        let place = || sender.record.part(&term.to_string());
        match found {
            // One policy of a loop stands for all.
            Followed::Back if search.way.iter().min() == Some(&owner) => {
                let headline = format!("the SPF policy of `{}` leads back to itself", owner.with_unicode());
                let mut report = findings.at(place(), headline);
                for step in &search.way[1..] {
                    if let Found::Policy(next) = policy_at(subject.view, step) {
                        report = report.other(next.record, "through this policy");
                    }
                }
                report.help("take out the term that leads back");
            }
            Followed::TooFar => {
                let headline = format!(
                    "the SPF policy of `{}` leads to more than {DEEPEST} others, one behind the other",
                    owner.with_unicode()
                );
                findings.at(place(), headline).help("take the term out, or name addresses in its place");
                return;
            }
            Followed::Back | Followed::End => {}
        }
        left = search.left;
    }
}

/// A search for the way back to a policy.
struct Search<'v> {
    view: &'v View<'v>,
    /// The names in between, the first one before them.
    way: Vec<Name>,
    seen: HashSet<Name>,
    /// How many policies may still be read.
    left: usize,
}

/// Where a policy leads.
#[derive(PartialEq, Eq)]
enum Followed {
    /// To the first name of the way; the way holds the names in between.
    Back,
    End,
    TooFar,
}

impl Search<'_> {
    fn follow(&mut self, name: &Name) -> Followed {
        if self.way.first() == Some(name) {
            return Followed::Back;
        }
        if !self.seen.insert(name.clone()) {
            return Followed::End;
        }
        let Found::Policy(sender) = policy_at(self.view, name) else { return Followed::End };
        if self.way.len() > DEEPEST || self.left == 0 {
            return Followed::TooFar;
        }
        self.left -= 1;
        self.way.push(name.clone());
        for (_, next) in sender.leads_to() {
            let followed = self.follow(&next);
            if followed != Followed::End {
                return followed;
            }
        }
        self.way.pop();
        Followed::End
    }
}
