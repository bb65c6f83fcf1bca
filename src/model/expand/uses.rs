//! `use`: a template's body, run at each spot with its own values.

use std::rc::Rc;

use super::template::{Template, bind};
use super::{Expander, Here};
use crate::diagnostic::{Applicability, Diagnostic, nearest};
use crate::model::budget::Effort;
use crate::model::desired::StepKind;
use crate::model::frame::Spot;
use crate::model::ledger::Context;
use crate::model::value::{Absent, Datum, Environment, unquoted};
use crate::model::{codes, presets};
use crate::syntax::ast::{Argument, Word};
use crate::text::Span;

impl<'s> Expander<'_, 's> {
    pub(super) fn use_template(
        &mut self,
        path: Word<'s>,
        arguments: &[Argument<'s>],
        span: Span,
        here: &Here<'s>,
    ) {
        let Some(template) = self.templates.get(path.text).cloned() else {
            if !self.ledger.wrong_names.contains(path.text) {
                self.unknown_template(path);
            }
            return self.ledger.lose_all_below(here.frame);
        };
        if let Some(text) = template.deprecated {
            let headline = format!("`{}` is deprecated: {}", path.text, unquoted(text.text));
            let warning = Diagnostic::warning(&codes::DEPRECATED, path.span, headline);
            self.warn_here(warning.other(text.span, "said here"), span, here);
        }
        let spots = Rc::clone(&self.ledger.frames[here.frame].spots);
        for spot in spots.iter() {
            let environment = Environment { globals: &self.globals, locals: &here.locals, spot: Some(spot) };
            let bound = bind(&template, path, arguments, span, &environment, &mut self.ledger.problems);
            let locals = match bound {
                Ok(locals) => locals,
                Err(Absent::Left) => return,
                Err(Absent::Wrong) => return self.ledger.lose_all_below(here.frame),
            };
            let kept = Effort::octets(locals.values().flatten().map(Datum::octets).sum());
            let chain = self.ledger.step(StepKind::Use(path.text.to_owned()), span, here.chain);
            let frame = self.frame_of_use(spot, &spots, &template, here);
            let inner = Here {
                frame,
                locals: Rc::new(locals),
                chain: Some(chain),
                depth: here.depth + 1,
                in_template: true,
            };
            if !self.may_run(kept, &inner, span) {
                return;
            }
            let library = template.name.span.source;
            let before = self.ledger.problems.mark();
            if frame != here.frame {
                self.settle(frame, &template.body, &inner.locals, false);
                if let Some((first, last)) = template.body.first().zip(template.body.last()) {
                    self.show_way(before, first.line.span.to(last.line.span), inner.chain);
                }
            }
            self.body(&template.body, &inner);
            if library != span.source && library >= self.library {
                self.ledger.problems.show_at(before, library, span, path.text);
            }
        }
    }

    /// Says what all zones have that `here` belongs to.
    fn warn_here(&mut self, warning: Diagnostic, span: Span, here: &Here<'s>) {
        let before = self.ledger.problems.mark();
        self.ledger.error(warning);
        let (frame, chain) = (here.frame, here.chain);
        let context = Context { source: span.source, frame, chain, own: 0, overrides: false };
        let context = self.ledger.context(context);
        for spot in Rc::clone(&self.ledger.frames[frame].spots).iter() {
            self.ledger.warned(before, spot.zone, Some(context), std::slice::from_ref(&spot.prefix));
        }
    }

    fn unknown_template(&mut self, path: Word<'s>) {
        let edition = self.ledger.defaults.edition.unwrap_or(presets::NEWEST);
        let presets = presets::presets(edition).iter().map(|preset| preset.name);
        let error = Diagnostic::error(
            &codes::UNKNOWN_TEMPLATE,
            path.span,
            format!("no template is called `{}`", path.text),
        );
        let near = nearest(path.text, self.templates.keys().copied().chain(presets));
        self.ledger.error(match near {
            Some(near) => error.help(format!("did you mean `{near}`?")).fix(
                Applicability::Maybe,
                format!("write `{near}`"),
                path.span,
                near,
            ),
            None => error.help("define it with `template NAME(parameters) { }`"),
        });
    }

    /// The frame of a template's body at a spot: that around it, where it would say
    /// the same.
    fn frame_of_use(
        &mut self,
        spot: &Spot,
        spots: &Rc<[Spot]>,
        template: &Template<'s>,
        here: &Here<'s>,
    ) -> usize {
        if spots.len() == 1 && !template.says_ttl {
            return here.frame;
        }
        let alone = if spots.len() == 1 { Rc::clone(spots) } else { Rc::from([spot.clone()]) };
        self.ledger.frame(Some(here.frame), alone, Vec::new(), false)
    }
}
