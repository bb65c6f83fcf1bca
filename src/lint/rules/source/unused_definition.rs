use std::collections::BTreeSet;

use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Project};
use crate::syntax::ast::{Block, Line, PlainRecord, Statement, Word};
use crate::syntax::{Listener, read};

rule! {
    /// A `let`, a `table` or a `template` is not used anywhere in the project.
    ///
    /// It may be a leftover, or the line that should use it has another name.
    ///
    /// Use it or take it out.
    RULE = "unused-definition", Level::Warning, Check::Project(check);
}

fn check(project: Project<'_>, findings: &mut Findings) {
    let mut reading = Reading::default();
    for &file in project.files {
        reading.text = &project.sources.get(file).text;
        read(file, reading.text, &mut reading);
    }
    let Reading { defined, values, templates, .. } = reading;
    for (kind, name) in defined {
        let used = if kind == "template" { &templates } else { &values };
        if !used.contains(name.text) {
            let headline = format!("the {kind} `{}` is not used", name.text);
            findings.at(name.span, headline).help("use it or take it out");
        }
    }
}

#[derive(Default)]
struct Reading<'s> {
    text: &'s str,
    defined: Vec<(&'static str, Word<'s>)>,
    /// Names behind a `$`.
    values: BTreeSet<&'s str>,
    /// Names behind `use`.
    templates: BTreeSet<&'s str>,
}

impl<'s> Listener<'s> for Reading<'s> {
    fn plain(&mut self, record: PlainRecord<'s, '_>) {
        self.look_for_values(record.span.start, record.span.end);
    }

    fn line(&mut self, line: Line<'s>) {
        match line.statement {
            Statement::Comment | Statement::Doc(_) => return,
            Statement::Let { name, .. } => self.defined.push(("value", name)),
            Statement::Open(Block::Table { name, .. }) => self.defined.push(("table", name)),
            Statement::Open(Block::Template { name, .. }) => self.defined.push(("template", name)),
            Statement::Use { path, .. } => {
                self.templates.insert(path.text);
            }
            _ => {}
        }
        self.look_for_values(line.span.start, line.span.end);
    }
}

impl<'s> Reading<'s> {
    fn look_for_values(&mut self, start: u32, end: u32) {
        let mut rest = &self.text[start as usize..end as usize];
        while let Some((_, behind)) = rest.split_once('$') {
            let name = behind.strip_prefix('{').unwrap_or(behind);
            let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            self.values.insert(name.split(|c| !is_inside(c)).next().unwrap_or_default());
            rest = behind;
        }
    }
}
