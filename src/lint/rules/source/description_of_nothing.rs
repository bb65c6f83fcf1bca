use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Project};
use crate::syntax::ast::{Block, Line, PlainRecord, Statement};
use crate::syntax::{Listener, read};
use crate::text::Span;

rule! {
    /// A `##` line stands above something that takes no description.
    ///
    /// `##` lines describe the record, zone or definition below them, in plans and at providers that
    /// keep a comment with a record. At the end of a block or above anything else they go nowhere.
    ///
    /// Move the line above the record that it describes, or write it with one `#`.
    RULE = "description-of-nothing", Level::Notice, Check::Project(check);
}

fn check(project: Project<'_>, findings: &mut Findings) {
    for &file in project.files {
        let mut reading = Reading::default();
        read(file, &project.sources.get(file).text, &mut reading);
        reading.below(false);
        for span in reading.lost {
            let headline = "this `##` line describes no record, zone or definition";
            findings.at(span, headline).help("move it above what it describes, or write it with one `#`");
        }
    }
}

/// The `##` lines of a source.
#[derive(Default)]
struct Reading {
    /// Those since the last statement.
    open: Option<Span>,
    /// The first of each group that stands above nothing.
    lost: Vec<Span>,
}

impl Reading {
    fn below(&mut self, takes_it: bool) {
        if let Some(span) = self.open.take().filter(|_| !takes_it) {
            self.lost.push(span);
        }
    }
}

impl<'s> Listener<'s> for Reading {
    fn plain(&mut self, _: PlainRecord<'s, '_>) {
        self.below(true);
    }

    fn line(&mut self, line: Line<'s>) {
        match line.statement {
            Statement::Comment => {}
            Statement::Doc(_) => {
                self.open.get_or_insert(line.span);
            }
            // What was not understood may take it.
            Statement::Record(_) | Statement::Let { .. } | Statement::External { .. } | Statement::Wrong => {
                self.below(true)
            }
            Statement::Open(
                Block::Zone { .. }
                | Block::Extend { .. }
                | Block::Table { .. }
                | Block::Template { .. }
                | Block::Test { .. }
                | Block::Wrong,
            ) => self.below(true),
            _ => self.below(false),
        }
    }
}
