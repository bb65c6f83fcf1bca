use super::ast::{Line, PlainRecord, RdataValue, Record, Statement};
use super::read::{Listener, read};
use super::{Place, ast::Word};
use crate::diagnostic::Problems;
use crate::text::{SourceId, Span};

/// All lines of a source, nested by their blocks. The text between the spans
/// of the lines is blanks, line ends and comments, so no byte is lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<'s> {
    pub items: Vec<Item<'s>>,
}

/// A line and, if it opens a block, what stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<'s> {
    pub line: Line<'s>,
    pub body: Vec<Item<'s>>,
    /// The `}` of a block.
    pub close: Option<Line<'s>>,
}

impl<'s> Tree<'s> {
    /// Parses a whole source.
    pub fn parse(source: SourceId, text: &'s str) -> (Tree<'s>, Problems) {
        let mut gardener = Gardener { place: Place { source, text }, open: Vec::new(), items: Vec::new() };
        let problems = read(source, text, &mut gardener);
        (Tree { items: gardener.items }, problems)
    }
}

struct Gardener<'s> {
    place: Place<'s>,
    /// The headers around the current place, each with its elder siblings.
    open: Vec<(Item<'s>, Vec<Item<'s>>)>,
    items: Vec<Item<'s>>,
}

impl<'s> Listener<'s> for Gardener<'s> {
    fn plain(&mut self, record: PlainRecord<'s, '_>) {
        let owners =
            record.owner.text.split(',').map(|owner| Word { text: owner, span: self.place.of(owner) });
        let values = record.tokens.iter().map(|token| {
            let (inside, quote) = (self.place.of(token.text), u32::from(token.quoted));
            let span = Span { start: inside.start - quote, end: inside.end + quote, ..inside };
            RdataValue::Token(*token, span)
        });
        let statement = Statement::Record(Record {
            overrides: None,
            owners: owners.collect(),
            ttl: record.ttl,
            record_type: record.record_type,
            values: values.collect(),
            attributes: Vec::new(),
        });
        self.line(Line { span: record.span, statement, comment: record.comment });
    }

    fn line(&mut self, line: Line<'s>) {
        match line.statement {
            Statement::Open(_) => {
                let elder = std::mem::take(&mut self.items);
                self.open.push((Item { line, body: Vec::new(), close: None }, elder));
            }
            Statement::Close => {
                if let Some((mut block, mut elder)) = self.open.pop() {
                    block.body = std::mem::take(&mut self.items);
                    block.close = Some(line);
                    elder.push(block);
                    self.items = elder;
                }
            }
            _ => self.items.push(Item { line, body: Vec::new(), close: None }),
        }
    }
}
