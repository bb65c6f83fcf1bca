//! Blocks: what they open, and what of them has to wait.

use std::rc::Rc;

use super::{Collector, Gathering, OpenFrame, description, is_named_inside, plain_words};
use crate::model::budget::Effort;
use crate::model::desired::StepKind;
use crate::model::frame::Spot;
use crate::model::ledger::{Context, Deferred};
use crate::model::names;
use crate::syntax::Item;
use crate::syntax::ast::{Block, Line, Statement};
use crate::text::Span;

impl<'s> Collector<'_, 's> {
    pub(super) fn open(&mut self, line: Line<'s>) {
        let Statement::Open(block) = &line.statement else { return };
        let top = self.open.is_empty();
        match block {
            Block::Zone { names, attributes } | Block::Extend { names, attributes } if top => {
                let words =
                    plain_words(names).filter(|words| !words.iter().any(|(text, _)| is_named_inside(text)));
                let Some(words) = words else { return self.keep(line, false) };
                let is_extend = matches!(block, Block::Extend { .. });
                let spots = self.ledger.open_zones(&words, is_extend, description(&self.docs).as_deref());
                let frame = self.ledger.frame(None, spots, attributes.clone(), is_extend);
                self.enter(frame);
            }
            Block::Under { names } if !top => {
                let Some(words) = plain_words(names) else { return self.keep(line, false) };
                let spots = self.origins(&words, line.span).into();
                let outer = self.open.last().map(|top| top.frame);
                let frame = self.ledger.frame(outer, spots, Vec::new(), false);
                let below = words.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(", ");
                let around = self.ledger.frames[frame].chain;
                let step = self.ledger.step(StepKind::Under(below), line.span, around);
                self.ledger.frames[frame].chain = Some(step);
                self.enter(frame);
            }
            Block::With { attributes } if !top => {
                let outer = self.open.last();
                let mut spots = outer.map_or_else(|| Rc::from([]), |outer| Rc::clone(&outer.spots));
                let outer = outer.map(|outer| outer.frame);
                if !self.spend(Effort::rounds(spots.len()), &mut Effort::written(line.span), line.span) {
                    spots = Rc::from([]);
                }
                let frame = self.ledger.frame(outer, spots, attributes.clone(), false);
                self.enter(frame);
            }
            Block::Wrong => {
                self.lose(line.span);
                self.keep(line, true);
            }
            Block::For { .. } | Block::View { .. } if !top => self.keep(line, false),
            Block::Template { .. } | Block::Table { .. } | Block::Test { .. } if top => {
                self.keep(line, false)
            }
            Block::For { .. } | Block::View { .. } | Block::Under { .. } | Block::With { .. } => {
                self.outside(line.span);
                self.keep(line, true);
            }
            _ => {
                if let Block::Template { name, .. } | Block::Table { name, .. } = block {
                    self.ledger.wrong_names.insert(name.text);
                }
                self.ledger.misplaced(
                    line.span,
                    "this block stands at the top of a file",
                    "close the blocks around it first, or move it out of them",
                );
                self.keep(line, true);
            }
        }
    }

    fn spend(&mut self, effort: Effort, free: &mut Effort, line: Span) -> bool {
        self.ledger.spend(effort, free, line, self.chain())
    }

    /// The spots of an `under` inside the open block; none if they are too many.
    fn origins(&mut self, words: &[(&str, Span)], line: Span) -> Vec<Spot> {
        let Some(top) = self.open.last() else { return Vec::new() };
        let outer = Rc::clone(&top.spots);
        let mut spots = Vec::new();
        let mut free = Effort::written(line);
        for spot in outer.iter() {
            for &(text, span) in words {
                if !self.spend(spot.effort_of(text), &mut free, line) {
                    return Vec::new();
                }
                match names::owner(text, spot) {
                    Ok(origin) => spots.push(spot.with_origin(origin)),
                    Err(problem) => self.ledger.problems.push(problem.at(span)),
                }
            }
        }
        spots
    }

    fn enter(&mut self, frame: usize) {
        let spots = Rc::clone(&self.ledger.frames[frame].spots);
        let (source, chain) = (self.place.source, self.ledger.frames[frame].chain);
        let context = self.ledger.context(Context { source, frame, chain, own: 0, overrides: false });
        let starts = spots.iter().map(|spot| self.ledger.drafts.all[spot.zone].traces.len()).collect();
        self.open.push(OpenFrame { frame, spots, context, starts });
    }

    pub(super) fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        let frame = &self.ledger.frames[closed.frame];
        let says_ttl =
            frame.ttl_line.is_some() || frame.written.iter().any(|attribute| attribute.key.text == "ttl");
        if !says_ttl {
            return;
        }
        for (spot, start) in closed.spots.iter().zip(closed.starts) {
            let draft = &mut self.ledger.drafts.all[spot.zone];
            if start < draft.traces.len() {
                draft.fills.push((start..draft.traces.len(), closed.frame));
            }
        }
    }

    fn keep(&mut self, line: Line<'s>, discarded: bool) {
        let description = description(&self.docs);
        let header = Item { line, body: Vec::new(), close: None };
        let open = vec![(header, Vec::new())];
        self.gathering = Some(Gathering { open, items: Vec::new(), discarded, description });
    }

    pub(super) fn gather(&mut self, line: Line<'s>) {
        let Some(gathering) = &mut self.gathering else { return };
        match line.statement {
            Statement::Open(_) => {
                let elder = std::mem::take(&mut gathering.items);
                gathering.open.push((Item { line, body: Vec::new(), close: None }, elder));
            }
            Statement::Close => {
                let Some((mut block, elder)) = gathering.open.pop() else { return };
                block.body = std::mem::replace(&mut gathering.items, elder);
                block.close = Some(line);
                if !gathering.open.is_empty() {
                    return gathering.items.push(block);
                }
                let (discarded, description) = (gathering.discarded, gathering.description.take());
                self.gathering = None;
                if !discarded {
                    self.gathered(block, description);
                }
            }
            _ => gathering.items.push(Item { line, body: Vec::new(), close: None }),
        }
    }

    fn gathered(&mut self, item: Item<'s>, description: Option<String>) {
        let Statement::Open(block) = &item.line.statement else { return };
        match block {
            Block::Template { .. } => self.ledger.templates.push(item),
            Block::Table { .. } => self.ledger.tables.push(item),
            _ => {
                let frame = self.open.last().map(|top| top.frame);
                self.ledger.deferred.push(Deferred { frame, item, description });
            }
        }
    }
}
