use std::fmt;

use super::spf::{Mechanism, Qualifier, Spf, Term};

/// One policy made of the contributions to a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedSpf {
    pub spf: Spf,
    /// Nobody said `all` nor `redirect=`, so `~all` was put at the end.
    pub all_assumed: bool,
}

/// Why contributions do not unite. Numbers are indices of contributions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpfMergeError {
    /// `redirect=` hands the whole decision to another policy.
    Redirect {
        at: usize,
    },
    /// Order would decide: a qualifier other than `+` on a mechanism other than `all`.
    Qualifier {
        at: usize,
        term: String,
    },
    /// What was never reached in its own contribution would come to life.
    AfterAll {
        at: usize,
        term: String,
    },
    All {
        first: (usize, Qualifier),
        other: (usize, Qualifier),
    },
    /// One modifier with two values.
    Modifier {
        name: String,
        first: usize,
        other: usize,
    },
}

impl Spf {
    /// Unites contributions. One alone keeps its order. Of several the result does not depend on
    /// theirs: cheap mechanisms first (addresses, then what queries DNS), each by its
    /// text, duplicates once, then `all`, then modifiers. Only `+` mechanisms, an equal
    /// `all` and equal modifiers unite.
    pub fn merge(contributions: &[Spf]) -> Result<MergedSpf, SpfMergeError> {
        let (mut terms, modifiers) = match contributions {
            [only] => (only.terms.clone(), Vec::new()),
            several => unite(several)?,
        };
        let all_assumed = !terms.iter().any(|term| is_all(term) || matches!(term, Term::Redirect(_)));
        if all_assumed {
            terms.push(Term::Directive { qualifier: Qualifier::SoftFail, mechanism: Mechanism::All });
        }
        terms.extend(modifiers);
        Ok(MergedSpf { spf: Spf { terms }, all_assumed })
    }
}

impl fmt::Display for SpfMergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpfMergeError::Redirect { .. } => {
                f.write_str("`redirect=` decides alone: no other SPF line may stand at the name; write `include:` instead")
            }
            SpfMergeError::Qualifier { term, .. } => {
                write!(f, "`{term}` cannot be merged with other SPF lines, as its place among them would matter")
            }
            SpfMergeError::AfterAll { term, .. } => {
                write!(f, "`{term}` stands behind `all` and would come to life in a merge; put `all` last")
            }
            SpfMergeError::All { first, other } => {
                write!(f, "`{}all` here, and `{}all` on another line: say it once or equally", other.1, first.1)
            }
            SpfMergeError::Modifier { name, .. } => write!(f, "`{name}=` has two values"),
        }
    }
}

impl std::error::Error for SpfMergeError {}

/// The directives and the modifiers.
fn unite(contributions: &[Spf]) -> Result<(Vec<Term>, Vec<Term>), SpfMergeError> {
    let mut mechanisms: Vec<(u8, String, Term)> = Vec::new();
    let mut modifiers: Vec<(String, usize, Term)> = Vec::new();
    let mut all: Option<(usize, Qualifier)> = None;
    for (at, spf) in contributions.iter().enumerate() {
        let mut ended = false;
        for term in &spf.terms {
            match term {
                Term::Redirect(_) => return Err(SpfMergeError::Redirect { at }),
                Term::Explanation(_) => add_modifier(&mut modifiers, "exp", at, term)?,
                Term::Unknown { name, .. } => {
                    add_modifier(&mut modifiers, &name.to_ascii_lowercase(), at, term)?
                }
                Term::Directive { .. } if ended => {
                    return Err(SpfMergeError::AfterAll { at, term: term.to_string() });
                }
                Term::Directive { qualifier, mechanism: Mechanism::All } => {
                    ended = true;
                    let here = (at, *qualifier);
                    let first = *all.get_or_insert(here);
                    if first.1 != here.1 {
                        return Err(SpfMergeError::All { first, other: here });
                    }
                }
                Term::Directive { qualifier: Qualifier::Pass, mechanism } => {
                    mechanisms.push((cost(mechanism), term.folded(), term.clone()));
                }
                Term::Directive { .. } => {
                    return Err(SpfMergeError::Qualifier { at, term: term.to_string() });
                }
            }
        }
    }
    let key = |entry: &(u8, String, Term)| (entry.0, entry.1.clone(), entry.2.to_string());
    mechanisms.sort_by_cached_key(key);
    mechanisms.dedup_by(|later, kept| later.1 == kept.1);
    modifiers.sort_by_cached_key(|(name, _, term)| (name.clone(), term.to_string()));
    modifiers.dedup_by(|later, kept| later.0 == kept.0);
    let mut terms: Vec<Term> = mechanisms.into_iter().map(|(.., term)| term).collect();
    terms.extend(all.map(|(_, qualifier)| Term::Directive { qualifier, mechanism: Mechanism::All }));
    Ok((terms, modifiers.into_iter().map(|(.., term)| term).collect()))
}

fn add_modifier(
    modifiers: &mut Vec<(String, usize, Term)>,
    name: &str,
    at: usize,
    term: &Term,
) -> Result<(), SpfMergeError> {
    if let Some((_, first, _)) =
        modifiers.iter().find(|(known, _, other)| known == name && other.folded() != term.folded())
    {
        return Err(SpfMergeError::Modifier { name: name.to_owned(), first: *first, other: at });
    }
    modifiers.push((name.to_owned(), at, term.clone()));
    Ok(())
}

fn is_all(term: &Term) -> bool {
    matches!(term, Term::Directive { mechanism: Mechanism::All, .. })
}

fn cost(mechanism: &Mechanism) -> u8 {
    match mechanism {
        Mechanism::Ip4 { .. } => 0,
        Mechanism::Ip6 { .. } => 1,
        Mechanism::A { .. } => 2,
        Mechanism::Mx { .. } => 3,
        Mechanism::Include(_) => 4,
        Mechanism::Exists(_) => 5,
        Mechanism::Ptr(_) => 6,
        Mechanism::All => 7,
    }
}
