//! Record lines, with what was pasted into them.

use pest::iterators::Pair;

use super::ast::{Line, RdataValue, Record, Statement, Word};
use super::build::{Builder, Parts};
use super::grammar::Rule;
use super::pasted::{self, Above};
use super::{codes, mistake};
use crate::diagnostic::Diagnostic;
use crate::dns::Token;
use crate::text::Span;

/// What stands in the values of a record and is none.
#[derive(Default)]
struct Foreign<'s> {
    /// Comments of a master file.
    remarks: Vec<Word<'s>>,
    /// The first value with braces in it.
    braced: Option<Span>,
}

impl<'s> Builder<'s, '_> {
    pub(super) fn record(&mut self, parts: Parts<'s>, whole: Word<'s>) -> Statement<'s> {
        let (record, foreign) = self.record_as_written(parts, whole);
        // A pasted line whose owner was left blank.
        if let [owner] = record.owners[..]
            && owner.text == "IN"
        {
            let record_type = record.record_type.text;
            self.problems.push(pasted::no_owner(self.place, owner.text, record_type, self.above));
            return Statement::Wrong;
        }
        self.above = self.owners(&record);
        let wrong = foreign.braced.map(|term| pasted::braces(self.place, term));
        let wrong = wrong.or_else(|| mistake::number_to_ignore(&record));
        if let Some(problem) = wrong.or_else(|| mistake::glued(&record.values)) {
            self.problems.push(problem);
            return Statement::Wrong;
        }
        let statement = Statement::Record(record);
        if is_soa(&statement) {
            self.has_remarks = !foreign.remarks.is_empty();
            return statement;
        }
        match pasted::remarks(self.place, &foreign.remarks, &statement) {
            Some(problem) => {
                self.problems.push(problem);
                Statement::Wrong
            }
            None => statement,
        }
    }

    /// Takes a `;` with what stands behind it; gives it back as the comment of `line`.
    pub(super) fn semicolon(&mut self, tail: Word<'s>, line: &mut Option<Line<'s>>) -> Option<Word<'s>> {
        if line.as_ref().is_some_and(|line| is_soa(&line.statement)) {
            return Some(tail);
        }
        let before = line.as_ref().map(|line| &line.statement);
        self.problems.push(pasted::semicolon(self.place, tail.text, before));
        // Half a text says nothing.
        if let Some(Line { statement, .. }) = line
            && matches!(statement, Statement::Record(record) if pasted::cut_text(record).is_some())
        {
            *statement = Statement::Wrong;
        }
        Some(tail)
    }

    /// Says of a SOA with comments of a master file all at once; gives back the
    /// comment that is none of these.
    pub(super) fn soa(&mut self, line: &mut Option<Line<'s>>, comment: Option<Word<'s>>) -> Option<Word<'s>> {
        let tail = comment.filter(|comment| comment.text.starts_with(';'));
        let has_remarks = std::mem::take(&mut self.has_remarks);
        let Some(line) =
            line.as_mut().filter(|line| is_soa(&line.statement) && (has_remarks || tail.is_some()))
        else {
            return comment;
        };
        line.span = tail.map_or(line.span, |tail| line.span.to(tail.span));
        if let Statement::Record(record) = &line.statement {
            self.problems.push(pasted::soa_with_comments(record, line.span));
        }
        line.statement = Statement::Wrong;
        comment.filter(|_| tail.is_none())
    }

    /// For a line below that has none.
    fn owners(&self, record: &Record<'s>) -> Above<'s> {
        match (record.owners.first(), record.owners.last()) {
            (Some(first), Some(last)) => {
                Above::Owner(&self.place.text[first.span.start as usize..last.span.end as usize])
            }
            _ => Above::Other,
        }
    }

    fn record_as_written(&mut self, parts: Parts<'s>, whole: Word<'s>) -> (Record<'s>, Foreign<'s>) {
        let mut record = Record {
            overrides: None,
            owners: Vec::new(),
            ttl: None,
            record_type: whole,
            values: Vec::new(),
            attributes: Vec::new(),
        };
        let mut foreign = Foreign::default();
        for part in parts {
            match part.as_rule() {
                Rule::overrides => record.overrides = Some(self.word(&part).span),
                Rule::owners => record.owners = part.into_inner().map(|owner| self.word(&owner)).collect(),
                Rule::ttl => {
                    let second = self.word(&part);
                    if let Some(first) = record.ttl.replace(second) {
                        let headline = "this record has two TTLs";
                        self.problems.push(
                            Diagnostic::error(&codes::MALFORMED, second.span, headline)
                                .other(first.span, "the first")
                                .help("write one of them, before or behind `IN`"),
                        );
                    }
                }
                Rule::rtype => record.record_type = self.word(&part),
                Rule::rdata => self.rdata(part.into_inner(), &mut record, &mut foreign),
                Rule::attributes => record.attributes = self.attributes(part),
                _ => {}
            }
        }
        if record.values.is_empty() {
            let headline = format!("this {} record has no value", record.record_type.text);
            self.problems.push(
                Diagnostic::error(&codes::NO_RDATA, record.record_type.span, headline)
                    .help("write the value between the brackets"),
            );
        }
        (record, foreign)
    }

    fn rdata(&self, parts: Parts<'s>, record: &mut Record<'s>, foreign: &mut Foreign<'s>) {
        let mut term: Option<Span> = None;
        for part in parts {
            let (rule, word) = (part.as_rule(), self.word(&part));
            let glued = |before: &Span| before.end == word.span.start;
            let whole = term.filter(glued).map_or(word.span, |before| before.to(word.span));
            term = Some(whole);
            match &mut foreign.braced {
                Some(braced) if glued(braced) => *braced = whole,
                None if rule == Rule::braced => foreign.braced = Some(whole),
                _ => {}
            }
            match rule {
                Rule::remark => foreign.remarks.push(word),
                Rule::braced => {}
                _ => record.values.push(self.rdata_value(part)),
            }
        }
    }

    pub(super) fn rdata_value(&self, pair: Pair<'s, Rule>) -> RdataValue<'s> {
        match pair.as_rule() {
            Rule::variable => RdataValue::Variable(self.variable(pair)),
            Rule::string => {
                let word = self.word(&pair);
                RdataValue::Token(Token { text: &word.text[1..word.text.len() - 1], quoted: true }, word.span)
            }
            _ => {
                let word = self.word(&pair);
                RdataValue::Token(Token { text: word.text, quoted: false }, word.span)
            }
        }
    }
}

fn is_soa(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::Record(record) if record.record_type.text == "SOA")
}
