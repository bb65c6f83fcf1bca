//! From the pairs that pest hands out to [`super::ast`].

use pest::iterators::{Pair, Pairs};

use super::ast::{
    Argument, Attribute, Block, Expectation, Ignore, Ignored, Line, Parameter, Setting, Statement, Value,
    Variable, Word,
};
use super::grammar::Rule;
use super::pasted::Above;
use super::read::Inside;
use super::{Place, codes, mistake};
use crate::diagnostic::{Diagnostic, Problems};

pub(super) struct Builder<'s, 'p> {
    pub(super) place: Place<'s>,
    pub(super) problems: &'p mut Problems,
    /// The block that the line stands in.
    pub(super) inside: Option<Inside>,
    /// What stands above the line in its block; then that for the next line.
    pub(super) above: Above<'s>,
    /// Whether there are comments of a master file in the brackets of the record.
    pub(super) has_remarks: bool,
}

pub(super) type Parts<'s> = Pairs<'s, Rule>;

impl<'s> Builder<'s, '_> {
    /// A `statement_line`, `row_line` or `expectation_line`; `None` if there is
    /// nothing but blanks on it.
    pub(super) fn line(&mut self, pair: Pair<'s, Rule>) -> Option<Line<'s>> {
        let mut line: Option<Line<'s>> = None;
        let mut comment = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::EOI => {}
                Rule::comment => comment = Some(trimmed(self.place, part.as_str())),
                Rule::semicolon | Rule::old_comment => {
                    comment = self.semicolon(trimmed(self.place, part.as_str()), &mut line);
                }
                _ => {
                    let word = whole(self.place, &part);
                    let statement = self.statement(part);
                    line = Some(Line { span: word.span, statement, comment: None });
                }
            }
        }
        let comment = self.soa(&mut line, comment);
        match (line, comment) {
            (Some(line), comment) => Some(Line { comment, ..line }),
            (None, Some(word)) => {
                Some(Line { span: word.span, statement: Statement::Comment, comment: None })
            }
            (None, None) => None,
        }
    }

    fn statement(&mut self, pair: Pair<'s, Rule>) -> Statement<'s> {
        let whole = whole(self.place, &pair);
        let rule = pair.as_rule();
        let mut lacks_owner = false;
        if matches!(rule, Rule::wrong | Rule::wrong_owner | Rule::wrong_header)
            && !self.problems.is_full()
            && let Some(diagnostic) = mistake::explain(self.place, whole.text, self.inside, self.above)
        {
            lacks_owner = diagnostic.code.name == codes::NO_OWNER.name;
            self.problems.push(diagnostic);
        }
        if !lacks_owner && !matches!(rule, Rule::record | Rule::setting | Rule::doc) {
            self.above = Above::Other;
        }
        let mut parts = pair.into_inner();
        match rule {
            Rule::doc => {
                Statement::Doc(parts.next().map_or(whole, |text| trimmed(self.place, text.as_str())))
            }
            Rule::record => self.record(parts, whole),
            Rule::close => Statement::Close,
            Rule::let_ => match (parts.next(), parts.next()) {
                (Some(name), Some(value)) => {
                    Statement::Let { name: self.word(&name), value: self.value(value) }
                }
                _ => Statement::Wrong,
            },
            Rule::external => self.external(parts),
            Rule::use_ => self.use_(parts, whole),
            Rule::ignore => self.ignore(parts, whole),
            Rule::manage => {
                Statement::Manage { patterns: parts.map(|pattern| self.word(&pattern)).collect() }
            }
            Rule::ptr_from => Statement::PtrFrom { zones: self.names(parts.next()) },
            Rule::deprecated => Statement::Deprecated(parts.next().map_or(whole, |text| self.word(&text))),
            Rule::setting => self.setting(parts, whole),
            Rule::row => {
                let key = parts.next().map_or(whole, |key| self.word(&key));
                if let Some(diagnostic) = mistake::foreign_comment(self.place, key.text) {
                    self.problems.push(diagnostic);
                    return Statement::Wrong;
                }
                Statement::Row { key, cells: parts.map(|cell| self.value(cell)).collect() }
            }
            Rule::expectation => self.expectation(parts, whole),
            Rule::wrong | Rule::wrong_owner => Statement::Wrong,
            header => Statement::Open(self.block(header, parts, whole)),
        }
    }

    fn external(&mut self, parts: Parts<'s>) -> Statement<'s> {
        let (mut names, mut description, mut attributes) = (Vec::new(), None, Vec::new());
        for part in parts {
            match part.as_rule() {
                Rule::zone_names => names = self.names(Some(part)),
                Rule::string => description = Some(self.word(&part)),
                Rule::attributes => attributes = self.attributes(part),
                _ => {}
            }
        }
        Statement::External { names, description, attributes }
    }

    fn use_(&mut self, parts: Parts<'s>, whole: Word<'s>) -> Statement<'s> {
        let (mut path, mut arguments) = (whole, Vec::new());
        for part in parts {
            match part.as_rule() {
                Rule::path => path = self.word(&part),
                _ => arguments = self.arguments(part),
            }
        }
        Statement::Use { path, arguments }
    }

    fn arguments(&mut self, pair: Pair<'s, Rule>) -> Vec<Argument<'s>> {
        let mut arguments = Vec::new();
        for argument in pair.into_inner() {
            let span = self.word(&argument).span;
            let mut parts = argument.into_inner();
            let (first, second) = (parts.next(), parts.next());
            match (first, second) {
                (Some(name), Some(value)) => {
                    arguments.push(Argument { name: Some(self.word(&name)), value: self.value(value), span });
                }
                (Some(value), None) => {
                    arguments.push(Argument { name: None, value: self.value(value), span })
                }
                (None, _) => {}
            }
        }
        arguments
    }

    fn ignore(&mut self, parts: Parts<'s>, whole: Word<'s>) -> Statement<'s> {
        let (mut tool, mut pattern, mut target, mut reason) = (None, whole, None, None);
        let (mut types, mut arguments) = (Vec::new(), Vec::new());
        for part in parts {
            match part.as_rule() {
                Rule::ident => tool = Some(self.word(&part)),
                Rule::arguments => arguments = self.arguments(part),
                Rule::pattern => pattern = self.word(&part),
                Rule::types => types = part.into_inner().map(|name| self.word(&name)).collect(),
                Rule::target => target = Some(self.word(&part)),
                Rule::string => reason = Some(self.word(&part)),
                _ => {}
            }
        }
        let what = match tool {
            Some(tool) => Ignored::OwnedBy { tool, arguments },
            None => Ignored::Names { pattern, types, target },
        };
        Statement::Ignore(Ignore { what, reason })
    }

    fn setting(&mut self, parts: Parts<'s>, whole: Word<'s>) -> Statement<'s> {
        let mut setting = Setting { key: whole, values: Vec::new(), attributes: Vec::new() };
        for part in parts {
            match part.as_rule() {
                Rule::key => setting.key = self.word(&part),
                Rule::attributes => setting.attributes = self.attributes(part),
                _ => setting.values.push(self.value(part)),
            }
        }
        if setting.values.is_empty() {
            let key = setting.key;
            let headline = format!("`{}` has no value", key.text);
            self.problems.push(Diagnostic::error(&codes::MALFORMED, key.span, headline));
            return Statement::Wrong;
        }
        Statement::Setting(setting)
    }

    fn expectation(&mut self, mut parts: Parts<'s>, whole: Word<'s>) -> Statement<'s> {
        let name = parts.next().map_or(whole, |name| self.word(&name));
        let record_type = parts.next().map_or(whole, |record_type| self.word(&record_type));
        let answer = parts.map(|value| self.rdata_value(value)).collect();
        Statement::Expectation(Expectation { name, record_type, answer })
    }

    fn block(&mut self, header: Rule, mut parts: Parts<'s>, whole: Word<'s>) -> Block<'s> {
        match header {
            Rule::zone | Rule::extend => {
                let names = self.names(parts.next());
                let attributes = parts.next().map(|pair| self.attributes(pair)).unwrap_or_default();
                match header {
                    Rule::zone => Block::Zone { names, attributes },
                    _ => Block::Extend { names, attributes },
                }
            }
            Rule::under => Block::Under { names: self.names(parts.next()) },
            Rule::with => {
                Block::With { attributes: parts.next().map(|pair| self.attributes(pair)).unwrap_or_default() }
            }
            Rule::for_ => self.for_(parts),
            Rule::template => {
                let name = parts.next().map_or(whole, |name| self.word(&name));
                Block::Template {
                    name,
                    parameters: parts.map(|parameter| self.parameter(parameter)).collect(),
                }
            }
            Rule::view => Block::View { name: parts.next().map_or(whole, |name| self.word(&name)) },
            Rule::table => {
                let name = parts.next().map_or(whole, |name| self.word(&name));
                Block::Table { name, columns: parts.map(|column| self.word(&column)).collect() }
            }
            Rule::test => {
                let name = parts.next().map_or(whole, |name| self.word(&name));
                let view = parts.next().and_then(|view| view.into_inner().next());
                Block::Test { name, view: view.map(|name| self.word(&name)) }
            }
            _ => Block::Wrong,
        }
    }

    fn for_(&mut self, parts: Parts<'s>) -> Block<'s> {
        let mut variables = Vec::new();
        for part in parts {
            match part.as_rule() {
                Rule::ident => variables.push(self.word(&part)),
                _ => return Block::For { variables, values: self.value(part) },
            }
        }
        Block::Wrong
    }

    fn parameter(&mut self, pair: Pair<'s, Rule>) -> Parameter<'s> {
        let whole = self.word(&pair);
        let mut parameter = Parameter { name: whole, optional: false, kind: None, default: None };
        for (index, part) in pair.into_inner().enumerate() {
            match part.as_rule() {
                Rule::ident if index == 0 => parameter.name = self.word(&part),
                Rule::optional => parameter.optional = true,
                Rule::kind => parameter.kind = Some(self.word(&part)),
                _ => parameter.default = Some(self.value(part)),
            }
        }
        parameter
    }

    pub(super) fn attributes(&mut self, pair: Pair<'s, Rule>) -> Vec<Attribute<'s>> {
        let mut attributes = Vec::new();
        for attribute in pair.into_inner() {
            let span = self.word(&attribute).span;
            let mut parts = attribute.into_inner();
            if let Some(key) = parts.next() {
                let value = parts.next().map(|value| self.value(value));
                attributes.push(Attribute { key: self.word(&key), value, span });
            }
        }
        attributes
    }

    fn names(&mut self, pair: Option<Pair<'s, Rule>>) -> Vec<Value<'s>> {
        pair.into_iter().flat_map(Pair::into_inner).map(|name| self.value(name)).collect()
    }

    fn value(&mut self, pair: Pair<'s, Rule>) -> Value<'s> {
        let word = self.word(&pair);
        match pair.as_rule() {
            Rule::string => Value::Text(word),
            Rule::variable => Value::Variable(self.variable(pair)),
            Rule::list => Value::List {
                items: pair.into_inner().map(|item| self.value(item)).collect(),
                span: word.span,
            },
            Rule::range => {
                let mut ends = pair.into_inner().map(|end| end.as_str().parse::<u32>());
                match (ends.next(), ends.next()) {
                    (Some(Ok(first)), Some(Ok(last))) if first <= last => {
                        Value::Range { first, last, span: word.span }
                    }
                    _ => {
                        let headline = format!("`{}` is no range", word.text);
                        self.problems.push(
                            Diagnostic::error(&codes::MALFORMED, word.span, headline).help(
                                "a range counts upwards between two numbers below 4294967296: `1..254`",
                            ),
                        );
                        Value::Wrong(word)
                    }
                }
            }
            _ => Value::Word(word),
        }
    }

    pub(super) fn variable(&self, pair: Pair<'s, Rule>) -> Variable<'s> {
        let whole = self.word(&pair);
        let mut variable = Variable { span: whole.span, name: whole, steps: Vec::new(), optional: false };
        for (index, part) in pair.into_inner().enumerate() {
            match part.as_rule() {
                Rule::maybe => variable.optional = true,
                _ if index == 0 => variable.name = self.word(&part),
                _ => variable.steps.push(self.word(&part)),
            }
        }
        variable
    }

    pub(super) fn word(&self, pair: &Pair<'s, Rule>) -> Word<'s> {
        Word { text: pair.as_str(), span: self.place.of(pair.as_str()) }
    }
}

/// A statement without the blanks around it. Only some rules take these; in the
/// others a blank at the end stands behind a `\` and belongs to a word.
fn whole<'s>(place: Place<'s>, pair: &Pair<'s, Rule>) -> Word<'s> {
    match pair.as_rule() {
        Rule::doc | Rule::wrong | Rule::wrong_owner | Rule::wrong_header => trimmed(place, pair.as_str()),
        _ => Word { text: pair.as_str(), span: place.of(pair.as_str()) },
    }
}

fn trimmed<'s>(place: Place<'s>, text: &'s str) -> Word<'s> {
    // What is empty stands at the begin, not behind its blanks.
    let text = text.trim_ascii_end().trim_ascii_start();
    Word { text, span: place.of(text) }
}
