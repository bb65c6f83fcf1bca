use std::rc::Rc;

use super::attributes::AttributeSet;
use super::budget::Effort;
use super::desired::Chain;
use super::scope::Patterns;
use super::scope::pattern::Pattern;
use crate::dns::{Name, Ttl};
use crate::syntax::ast::{Attribute, Value};
use crate::text::Span;

/// Where a record line stands in one zone: what its relative names are
/// completed with. A line in `zone a, b` stands at two spots.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// The place of the zone in [`super::draft::Drafts`].
    pub zone: usize,
    pub apex: Name,
    pub origin: Name,
    /// [`Name::key_below`] of the origin.
    pub prefix: Vec<u8>,
    /// Whether the zone is below `in-addr.arpa` or `ip6.arpa`.
    pub reverse: bool,
}

impl Spot {
    pub fn at_apex(zone: usize, apex: &Name) -> Spot {
        let reverse = super::reverse::is_reverse(apex);
        Spot { zone, apex: apex.clone(), origin: apex.clone(), prefix: Vec::new(), reverse }
    }

    /// What it takes to keep the spot of an `under` of this name here.
    pub fn effort_of(&self, name: &str) -> Effort {
        Effort::rounds(1).and(Effort::octets(2 * (name.len() + self.prefix.len())))
    }

    /// The same zone with another origin, which must lie in it.
    pub fn with_origin(&self, origin: Name) -> Spot {
        let prefix = origin.key_below(&self.apex).unwrap_or_default();
        Spot { origin, prefix, ..self.clone() }
    }
}

/// A lexical scope: the body of a zone, of an `under`, of a `with`, of one use
/// of a template.
#[derive(Debug)]
pub(super) struct Frame<'s> {
    pub outer: Option<usize>,
    /// The frame of the `zone` or `extend` around it; itself for such a frame.
    pub block: usize,
    pub spots: Rc<[Spot]>,
    /// The steps of the `under`s around it that were read at once.
    pub chain: Option<Chain>,
    /// As written behind `with` or `zone`.
    pub written: Vec<Attribute<'s>>,
    /// The `ttl` line in an inner scope.
    pub ttl_line: Option<(Value<'s>, Span)>,
    /// With those of the outer frames; known once all `let`s are.
    pub attributes: Rc<AttributeSet>,
    /// Of this frame or the nearest outer one that says it, but not the zone's.
    pub ttl: Option<Ttl>,
    /// What an `extend` says it may touch.
    pub managed: Patterns<(Pattern, Span)>,
    pub is_extend: bool,
    pub is_view: bool,
    /// Whether a line in it was not understood.
    pub is_lost: bool,
}
