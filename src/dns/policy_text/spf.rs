use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::domain_spec::{DomainSpec, MacroPart};
use super::piece::Piece;
use super::remark::{Reading, Remarks};
use super::spf_read::{read_terms, read_text};

/// A sender policy (RFC 7208): its terms in their order. Displayed without qualifiers of
/// `+`, in lower case, starting with `v=spf1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spf {
    pub terms: Vec<Term>,
}

/// A directive or a modifier (RFC 7208 section 4.6.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    Directive {
        qualifier: Qualifier,
        mechanism: Mechanism,
    },
    Redirect(DomainSpec),
    /// `exp=`.
    Explanation(DomainSpec),
    /// Any other modifier: it changes nothing of the verdict.
    Unknown {
        name: String,
        value: Vec<MacroPart>,
    },
}

/// What a match means (RFC 7208 section 4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `+`, and where none is written.
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

/// A mechanism (RFC 7208 section 5). Prefix lengths are in bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mechanism {
    All,
    Include(DomainSpec),
    A { name: Option<DomainSpec>, prefix4: Option<u8>, prefix6: Option<u8> },
    Mx { name: Option<DomainSpec>, prefix4: Option<u8>, prefix6: Option<u8> },
    Ptr(Option<DomainSpec>),
    Ip4 { address: Ipv4Addr, prefix: Option<u8> },
    Ip6 { address: Ipv6Addr, prefix: Option<u8> },
    Exists(DomainSpec),
}

/// The most terms that query DNS in one evaluation (RFC 7208 section 4.6.4).
pub const LOOKUP_LIMIT: usize = 10;

/// Above this many octets a policy may not fit a UDP answer (RFC 7208 section 3.4).
pub const SIZE_ADVICE: usize = 450;

impl Spf {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<Spf> {
        let mut remarks = Remarks::default();
        let Some(text) = Piece::of_txt(txt, &mut remarks) else { return remarks.close(None) };
        let spf = read_text(text, &mut remarks);
        remarks.close(spf)
    }

    /// Reads the words of a typed line, where `v=spf1` may be left out.
    pub fn from_words(words: &[&str]) -> Reading<Spf> {
        let mut remarks = Remarks::default();
        let words = Piece::words(words);
        words.iter().for_each(|word| word.check_octets(&[], &mut remarks));
        if remarks.has_errors() {
            return remarks.close(None);
        }
        let mut terms: Vec<Piece> = words.iter().flat_map(|word| word.split(' ')).collect();
        terms.retain(|term| !term.text.is_empty());
        if terms.first().is_some_and(|term| term.text.eq_ignore_ascii_case("v=spf1")) {
            terms.remove(0);
        }
        let whole = words.first().copied().unwrap_or(Piece { text: "", word: 0, start: 0 });
        if terms.is_empty() {
            remarks.error("spf-empty", whole, "no term is given").help("write terms such as `mx -all`");
        }
        let spf = read_terms(&terms, whole, &mut remarks);
        remarks.close(spf)
    }

    /// How many of its own terms query DNS (RFC 7208 section 4.6.4).
    pub fn lookups(&self) -> usize {
        self.terms.iter().filter(|term| term.queries()).count()
    }

    /// The terms that are tried, in order: up to `all`, and `redirect=` at the end if there is no `all`
    /// (RFC 7208 sections 5.1 and 6.1).
    pub fn tried(&self) -> impl Iterator<Item = &Term> {
        let directives = self.terms.iter().filter(|term| matches!(term, Term::Directive { .. }));
        let all = directives.clone().position(Term::is_all);
        let redirects =
            self.terms.iter().filter(move |term| all.is_none() && matches!(term, Term::Redirect(_)));
        directives.take(all.map_or(usize::MAX, |all| all + 1)).chain(redirects)
    }

    /// The policies it includes, in order; `redirect=` is not among them.
    pub fn includes(&self) -> impl Iterator<Item = &DomainSpec> {
        self.terms.iter().filter_map(|term| match term {
            Term::Directive { mechanism: Mechanism::Include(name), .. } => Some(name),
            _ => None,
        })
    }

    pub fn redirect(&self) -> Option<&DomainSpec> {
        self.terms.iter().find_map(|term| match term {
            Term::Redirect(name) => Some(name),
            _ => None,
        })
    }

    /// What `all` says, if it is there.
    pub fn all(&self) -> Option<Qualifier> {
        self.terms.iter().find_map(|term| match term {
            Term::Directive { qualifier, mechanism: Mechanism::All } => Some(*qualifier),
            _ => None,
        })
    }
}

impl Term {
    /// Whether it counts against [`LOOKUP_LIMIT`].
    pub fn queries(&self) -> bool {
        match self {
            Term::Redirect(_) => true,
            Term::Directive { mechanism, .. } => {
                !matches!(mechanism, Mechanism::All | Mechanism::Ip4 { .. } | Mechanism::Ip6 { .. })
            }
            Term::Explanation(_) | Term::Unknown { .. } => false,
        }
    }

    fn is_all(&self) -> bool {
        matches!(self, Term::Directive { mechanism: Mechanism::All, .. })
    }

    /// The text in which terms of the same meaning are equal.
    pub fn folded(&self) -> String {
        let mut term = self.clone();
        match &mut term {
            Term::Directive { mechanism: Mechanism::Ip4 { address, prefix }, .. } => {
                let length = prefix.unwrap_or(32).min(32);
                *address = Ipv4Addr::from_bits(address.to_bits() & network_mask(32, length) as u32);
                *prefix = Some(length);
            }
            Term::Directive { mechanism: Mechanism::Ip6 { address, prefix }, .. } => {
                let length = prefix.unwrap_or(128).min(128);
                *address = Ipv6Addr::from_bits(address.to_bits() & network_mask(128, length));
                *prefix = Some(length);
            }
            Term::Directive {
                mechanism: Mechanism::A { prefix4, prefix6, .. } | Mechanism::Mx { prefix4, prefix6, .. },
                ..
            } => {
                (*prefix4, *prefix6) =
                    (prefix4.filter(|bits| *bits != 32), prefix6.filter(|bits| *bits != 128))
            }
            _ => {}
        }
        let name = term.name().map(|name| (name.to_string(), name.folded()));
        match name {
            Some((written, folded)) => term.to_string().replacen(&written, &folded, 1),
            None => term.to_string(),
        }
    }

    /// The name it holds.
    pub fn name(&self) -> Option<&DomainSpec> {
        match self {
            Term::Redirect(name) | Term::Explanation(name) => Some(name),
            Term::Unknown { .. } => None,
            Term::Directive { mechanism, .. } => match mechanism {
                Mechanism::Include(name) | Mechanism::Exists(name) => Some(name),
                Mechanism::A { name, .. } | Mechanism::Mx { name, .. } | Mechanism::Ptr(name) => {
                    name.as_ref()
                }
                Mechanism::All | Mechanism::Ip4 { .. } | Mechanism::Ip6 { .. } => None,
            },
        }
    }
}

impl fmt::Display for Spf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=spf1")?;
        self.terms.iter().try_for_each(|term| write!(f, " {term}"))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Directive { qualifier, mechanism } => match qualifier {
                Qualifier::Pass => write!(f, "{mechanism}"),
                other => write!(f, "{other}{mechanism}"),
            },
            Term::Redirect(name) => write!(f, "redirect={name}"),
            Term::Explanation(name) => write!(f, "exp={name}"),
            Term::Unknown { name, value } => {
                write!(f, "{name}=")?;
                value.iter().try_for_each(|part| part.fmt(f))
            }
        }
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Qualifier::Pass => "+",
            Qualifier::Fail => "-",
            Qualifier::SoftFail => "~",
            Qualifier::Neutral => "?",
        })
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mechanism::All => f.write_str("all"),
            Mechanism::Include(name) => write!(f, "include:{name}"),
            Mechanism::Exists(name) => write!(f, "exists:{name}"),
            Mechanism::A { name, prefix4, prefix6 } => write_host(f, "a", name, *prefix4, *prefix6),
            Mechanism::Mx { name, prefix4, prefix6 } => write_host(f, "mx", name, *prefix4, *prefix6),
            Mechanism::Ptr(name) => write_host(f, "ptr", name, None, None),
            Mechanism::Ip4 { address, prefix: None } => write!(f, "ip4:{address}"),
            Mechanism::Ip4 { address, prefix: Some(prefix) } => write!(f, "ip4:{address}/{prefix}"),
            Mechanism::Ip6 { address, prefix: None } => write!(f, "ip6:{address}"),
            Mechanism::Ip6 { address, prefix: Some(prefix) } => write!(f, "ip6:{address}/{prefix}"),
        }
    }
}

fn write_host(
    f: &mut fmt::Formatter<'_>,
    word: &str,
    name: &Option<DomainSpec>,
    prefix4: Option<u8>,
    prefix6: Option<u8>,
) -> fmt::Result {
    f.write_str(word)?;
    if let Some(name) = name {
        write!(f, ":{name}")?;
    }
    if let Some(bits) = prefix4 {
        write!(f, "/{bits}")?;
    }
    if let Some(bits) = prefix6 {
        write!(f, "//{bits}")?;
    }
    Ok(())
}

/// The bits of a network of `width` bits, at the low end.
pub(super) fn network_mask(width: u32, prefix: u8) -> u128 {
    let host = width - u32::from(prefix).min(width);
    let low = |bits: u32| if bits == 0 { 0 } else { u128::MAX >> (128 - bits) };
    low(width) & !low(host)
}
