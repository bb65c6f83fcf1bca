use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::attributes::AttributeSet;
use super::budget::Meter;
use super::desired::{Chain, OriginStep, StepKind};
use super::draft::Drafts;
use super::frame::{Frame, Spot};
use super::names;
use super::record::Recorder;
use super::reverse::pointers::PtrFrom;
use super::scope::Patterns;
use super::warning::Warned;
use super::{Defaults, codes, reverse};
use crate::diagnostic::{Applicability, Diagnostic, Problems};
use crate::dns::{Name, Network};
use crate::syntax::Item;
use crate::syntax::ast::{Attribute, Value, Word};
use crate::text::{SourceId, Span};

/// All that is collected while sources are compiled.
pub(super) struct Ledger<'s> {
    pub defaults: &'s Defaults,
    pub problems: Problems,
    pub drafts: Drafts<'s>,
    pub frames: Vec<Frame<'s>>,
    pub contexts: Vec<Context>,
    pub sets: Sets,
    pub steps: Vec<OriginStep>,
    pub recorder: Recorder,
    pub budget: Meter,
    pub lets: Vec<(Word<'s>, Value<'s>)>,
    pub tables: Vec<Item<'s>>,
    pub templates: Vec<Item<'s>>,
    pub deferred: Vec<Deferred<'s>>,
    /// How the networks are named that end inside a label.
    pub classless: HashMap<Network, reverse::Classless>,
    pub pointers: Vec<PtrFrom>,
    /// Names of values and templates whose definition is wrong, which was said.
    pub wrong_names: HashSet<&'s str>,
}

/// A statement that waits until all names are known.
pub(super) struct Deferred<'s> {
    /// `None` at the top of a file.
    pub frame: Option<usize>,
    pub item: Item<'s>,
    /// The text of the `##` lines above it.
    pub description: Option<String>,
}

/// What the records of some lines have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Context {
    pub source: SourceId,
    pub frame: usize,
    pub chain: Option<Chain>,
    /// The line's own attributes in [`Sets`].
    pub own: u32,
    pub overrides: bool,
}

/// Attribute sets, each once. Set 0 is the empty one.
pub(super) struct Sets {
    pub all: Vec<AttributeSet>,
    numbers: HashMap<AttributeSet, u32>,
}

impl Sets {
    pub fn number(&mut self, set: AttributeSet) -> u32 {
        if set.is_empty() {
            return 0;
        }
        let next = self.all.len() as u32;
        *self.numbers.entry(set).or_insert_with_key(|set| {
            self.all.push(set.clone());
            next
        })
    }
}

impl<'s> Ledger<'s> {
    pub fn new(defaults: &'s Defaults) -> Ledger<'s> {
        Ledger {
            defaults,
            problems: Problems::default(),
            drafts: Drafts::default(),
            frames: Vec::new(),
            contexts: Vec::new(),
            sets: Sets { all: vec![AttributeSet::default()], numbers: HashMap::new() },
            steps: Vec::new(),
            recorder: Recorder::default(),
            budget: Meter::new(defaults.budget),
            lets: Vec::new(),
            tables: Vec::new(),
            templates: Vec::new(),
            deferred: Vec::new(),
            classless: HashMap::new(),
            pointers: Vec::new(),
            wrong_names: HashSet::new(),
        }
    }

    /// Notes that lines in this frame which nobody understood may have said anything
    /// at and below its origins.
    pub fn lose_all_below(&mut self, frame: usize) {
        let frame = &mut self.frames[frame];
        if std::mem::replace(&mut frame.is_lost, true) {
            return;
        }
        for spot in frame.spots.iter() {
            self.drafts.all[spot.zone].unread.add_all_below(&spot.prefix);
        }
    }

    pub fn error(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// Notes that the problems behind the first `from` concern a zone, if they are warnings.
    pub fn warned(&mut self, from: usize, zone: usize, context: Option<u32>, owners: &[Vec<u8>]) {
        let new = from..self.problems.mark();
        let warned = new.map(|problem| Warned { problem, context, owners: owners.to_vec() });
        self.drafts.all[zone].warned.extend(warned);
    }

    pub fn misplaced(&mut self, span: Span, headline: &str, help: &str) {
        self.error(Diagnostic::error(&codes::MISPLACED, span, headline).help(help));
    }

    pub fn context(&mut self, context: Context) -> u32 {
        // The lines of one block have most often all in common.
        if self.contexts.last() != Some(&context) {
            self.contexts.push(context);
        }
        self.contexts.len() as u32 - 1
    }

    pub fn step(&mut self, kind: StepKind, span: Span, outer: Option<Chain>) -> Chain {
        self.steps.push(OriginStep { kind, span, outer });
        Chain(self.steps.len() as u32 - 1)
    }

    /// Adds a frame inside `outer`. Attributes and TTL are the outer ones until
    /// they are settled.
    pub fn frame(
        &mut self,
        outer: Option<usize>,
        spots: Rc<[Spot]>,
        written: Vec<Attribute<'s>>,
        is_extend: bool,
    ) -> usize {
        let number = self.frames.len();
        if outer.is_none() && !is_extend {
            for spot in spots.iter() {
                self.drafts.all[spot.zone].frame = Some(number);
            }
        }
        let outside = outer.map(|outer| &self.frames[outer]);
        self.frames.push(Frame {
            outer,
            block: outside.map_or(number, |outside| outside.block),
            spots,
            chain: outside.and_then(|outside| outside.chain),
            written,
            ttl_line: None,
            attributes: outside.map(|outside| Rc::clone(&outside.attributes)).unwrap_or_default(),
            ttl: outside.and_then(|outside| outside.ttl),
            managed: Patterns::default(),
            is_extend,
            is_view: false,
            is_lost: false,
        });
        number
    }

    /// The spots of a `zone` or `extend` header, one a name that is one.
    pub fn open_zones(
        &mut self,
        names: &[(&str, Span)],
        is_extend: bool,
        description: Option<&str>,
    ) -> Rc<[Spot]> {
        let mut spots: Vec<Spot> = Vec::new();
        let mut places = HashSet::new();
        for &(text, span) in names {
            let before = self.problems.mark();
            let Some(apex) = self.zone_name(text, span) else { continue };
            let place = self.drafts.place(&apex);
            self.warned(before, place, None, &[]);
            let draft = &mut self.drafts.all[place];
            if is_extend {
                draft.extended.get_or_insert(span);
            } else if let Some(first) = draft.declared {
                let headline = format!("`{}` is declared twice", apex.with_unicode());
                let error = Diagnostic::error(&codes::ZONE_DECLARED_TWICE, span, headline);
                self.problems.push(
                    error
                        .other(first, "declared here")
                        .help("keep one `zone` block and make the other `extend`"),
                );
            } else {
                draft.declared = Some(span);
                draft.description = description.map(str::to_owned);
            }
            if places.insert(place) {
                spots.push(Spot::at_apex(place, &apex));
            }
        }
        spots.into()
    }

    /// The apex that a header names; what names none is reported.
    pub fn zone_name(&mut self, text: &str, span: Span) -> Option<Name> {
        let bad = |headline: String| Diagnostic::error(&codes::BAD_ZONE_NAME, span, headline);
        let classless =
            reverse::between_labels(text).and_then(|network| self.classless.get(&network).copied());
        if let Some(network) = reverse::network(text, classless) {
            return network.map_err(|error| self.problems.push(bad_network(text, span, &error))).ok();
        }
        if looks_like_network(text) {
            let error = bad(format!("`{text}` is no network"));
            self.error(error.help("an IPv4 network has four numbers and a length: `192.0.2.0/24`"));
            return None;
        }
        if text.parse::<std::net::IpAddr>().is_ok() {
            let error = bad(format!("`{text}` is an address, not a network"));
            self.error(error.help("a reverse zone is written as a network: `192.0.2.0/24`, `2001:db8::/48`"));
            return None;
        }
        match names::absolute(text) {
            Ok(_) if text.ends_with(':') => {
                let name = text.trim_end_matches(':');
                let error = bad(format!("`{text}` ends with a colon"));
                self.error(error.fix(Applicability::Certain, format!("write `{name}`"), span, name));
                None
            }
            Ok(name) if name.is_wildcard() => {
                self.error(bad(format!("`{text}` is a wildcard, and no zone begins there")));
                None
            }
            Ok(name) => {
                if let Some(mixed) = names::mixed_script(text) {
                    let mut warning = mixed.at(span);
                    warning.severity = crate::diagnostic::Severity::Warning;
                    self.error(warning);
                }
                Some(name)
            }
            Err(problem) => {
                self.error(problem.at(span));
                None
            }
        }
    }
}

/// Whether a text is digits, dots, and a length behind a slash.
fn looks_like_network(text: &str) -> bool {
    let digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.split_once('/').is_some_and(|(address, length)| digits(address) && digits(length))
}

fn bad_network(text: &str, span: Span, error: &reverse::NetworkError) -> Diagnostic {
    use reverse::NetworkError;
    match error {
        NetworkError::Length => {
            Diagnostic::error(&codes::BAD_ZONE_NAME, span, format!("`{text}` has no possible prefix length"))
                .help("IPv4 has 1 to 32 bits, IPv6 has 1 to 128")
        }
        NetworkError::HostBits(network) => {
            let headline = format!("`{text}` has bits set behind its prefix");
            Diagnostic::error(&codes::BAD_ZONE_NAME, span, headline).fix(
                Applicability::Certain,
                format!("write `{network}`"),
                span,
                network,
            )
        }
        NetworkError::Boundary { shorter, longer } => {
            let headline = format!("no zone begins at `{text}`");
            let shorter = if *shorter == 0 { String::new() } else { format!("/{shorter} or ") };
            let classless = match text.contains(':') {
                true => "",
                false => "; a delegated part of one says `classless rfc2317` or `classless rfc4183` inside",
            };
            Diagnostic::error(&codes::NETWORK_BOUNDARY, span, headline)
                .label("ends inside a label")
                .help(format!("zones begin at {shorter}/{longer}{classless}"))
        }
        NetworkError::TooLarge => {
            let headline = format!("RFC 2317 has no name for `{text}`");
            Diagnostic::error(&codes::NETWORK_BOUNDARY, span, headline)
                .label("256 addresses or more")
                .help("write `classless rfc4183`, or one zone for each /24")
        }
    }
}
