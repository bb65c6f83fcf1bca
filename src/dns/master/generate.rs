use super::entry::{Entry, Item};
use super::error::{Fault, File, quoted};
use super::header::{Header, read_header};
use super::lexer::{Found, Lexeme, Lexer};
use super::reader::{Context, Reader, read_name};
use super::substitution::Template;
use crate::dns::{Name, Rdata, RdataRef, RecordType, Token};

/// What `$GENERATE` was asked for.
struct Generator<'g> {
    range: Range,
    owner: Template,
    header: Header,
    rdata: Template,
    /// Whether a `;` makes the rest of the data a comment.
    is_cut_off: bool,
    origin: &'g Name,
    file: &'g File,
    first: &'g Lexeme,
    last: &'g Lexeme,
}

#[derive(Clone, Copy)]
struct Range {
    start: u32,
    stop: u32,
    step: u32,
}

impl Reader<'_> {
    /// `$GENERATE start-stop[/step] owner [ttl] [class] type rdata`, BIND's own.
    /// The owner of the records around it stays. An error blames the lexeme of
    /// that index.
    pub fn generate(
        &mut self,
        file: &File,
        lexer: &Lexer<'_>,
        context: &Context,
    ) -> Result<(), (usize, Fault)> {
        let generator = Generator::read(file, lexer, context)?;
        let lexemes = lexer.lexemes();
        self.note_odd_ttl(file, &lexemes[3..], &generator.header);
        self.note_written_ttl(generator.header.ttl);
        let data_at = generator.header.width + 3;
        if generator.is_cut_off {
            let fault = Fault::new("the data of $GENERATE ends at its `;`, quotes or not, as in BIND");
            self.note_odd(file, &lexemes[data_at], fault.help("write it as `\\;`"));
        }
        self.budget.check_generated_records(generator.range.count()).map_err(|fault| (1, fault))?;
        let Range { start, stop, step } = generator.range;
        for number in (start..=stop).step_by(step as usize) {
            self.generate_one(&generator, number)?;
        }
        Ok(())
    }

    fn generate_one(&mut self, generator: &Generator<'_>, number: u32) -> Result<(), (usize, Fault)> {
        let rdata_at = generator.header.width + 3;
        let for_number = |index: usize| {
            move |fault: Fault| {
                (index, Fault { message: format!("for {number}: {}", fault.message), ..fault })
            }
        };
        let (mut owner, mut data) = (String::new(), String::new());
        generator.owner.write(number, &mut owner).map_err(for_number(2))?;
        generator.rdata.write(number, &mut data).map_err(for_number(rdata_at))?;
        self.budget.take_generated(owner.len() + data.len()).map_err(|fault| (1, fault))?;
        let owner = read_name(&owner, generator.origin).map_err(for_number(2))?;
        if !owner.is_at_or_below(self.apex) {
            return Err(for_number(2)(self.outside()));
        }
        let mut lexer = Lexer::new(data.as_bytes());
        let tokens = cut(&mut lexer, generator.header.record_type).map_err(for_number(rdata_at))?;
        let mut wire = Vec::new();
        let record_type = generator.header.record_type;
        Rdata::read_into(record_type, &tokens, &Some(generator.origin), &mut wire)
            .map_err(|error| for_number(rdata_at)(Fault { help: error.help, ..Fault::new(error.message) }))?;
        let rdata = RdataRef { record_type, wire: &wire };
        let ttl = self.ttl_for(generator.header.ttl, rdata).map_err(|fault| (rdata_at - 1, fault))?;
        (self.visitor)(Item::Record(Entry {
            owner: &owner,
            ttl,
            ttl_is_written: generator.header.ttl.is_some(),
            rdata,
            tokens: &tokens,
            file: generator.file,
            first: generator.first,
            last: generator.last,
        }));
        Ok(())
    }
}

impl<'g> Generator<'g> {
    fn read(
        file: &'g File,
        lexer: &'g Lexer<'_>,
        context: &'g Context,
    ) -> Result<Generator<'g>, (usize, Fault)> {
        let lexemes = lexer.lexemes();
        let ([first, range, owner, behind @ ..], Some(last)) = (lexemes, lexemes.last()) else {
            let fault = Fault::new("$GENERATE wants a range, an owner, a type and data");
            return Err((lexemes.len(), fault.help("as in `$GENERATE 1-9 host$ A 192.0.2.$`")));
        };
        let range = Range::read(lexer.text(range)).map_err(|fault| (1, fault))?;
        let owner = Template::parse(lexer.text(owner)).map_err(|fault| (2, fault))?;
        let header = read_header(lexer, behind).map_err(|(index, fault)| (index + 3, fault))?;
        let rdata_at = header.width + 3;
        let data =
            data_text(lexer, &behind[header.width..]).map_err(|(index, fault)| (index + rdata_at, fault))?;
        let rdata = Template::parse(&data).map_err(|fault| (rdata_at, fault))?;
        let mut is_cut_off = false;
        Lexer::new(data.as_bytes()).next_entry(&mut |_| is_cut_off = true);
        Ok(Generator { range, owner, header, rdata, is_cut_off, origin: &context.origin, file, first, last })
    }
}

/// One word, or one quoted text whose content is cut into words again: BIND takes
/// no more.
fn data_text(lexer: &Lexer<'_>, lexemes: &[Lexeme]) -> Result<String, (usize, Fault)> {
    match lexemes {
        [only] if only.quoted && !lexer.text(only).is_empty() => Ok(lexer.text(only).replace("\\\"", "\"")),
        [only] if !only.quoted => Ok(lexer.text(only).to_owned()),
        [_, _, ..] => {
            let fault = Fault::new("the data of $GENERATE is one word or one quoted text");
            Err((
                1,
                fault.help(
                    "put all of it in quotes, and `\\\"` for each quote in it: `TXT \"\\\"a b\\\" c\"`",
                ),
            ))
        }
        _ => Err((0, Fault::new("$GENERATE wants data behind the type"))),
    }
}

fn cut<'l>(lexer: &'l mut Lexer<'_>, record_type: RecordType) -> Result<Vec<Token<'l>>, Fault> {
    match lexer.next_entry(&mut |_| {}) {
        Found::Bad { fault, .. } => Err(fault),
        Found::Entry { .. } | Found::End => {
            lexer.shape_data(record_type, 0);
            let lexer = &*lexer;
            Ok(lexer.lexemes().iter().map(|lexeme| lexer.token(lexeme)).collect())
        }
    }
}

impl Range {
    fn read(text: &str) -> Result<Range, Fault> {
        let wrong = || {
            Fault::new(format!("{} is no range", quoted(text)))
                .help("write `start-stop` or `start-stop/step`: numbers up to 2147483647, the stop not below the start, the step at least 1")
        };
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten().filter(|&number| number <= i32::MAX as u32)
        };
        let (ends, step) = text.split_once('/').unwrap_or((text, "1"));
        let (start, stop) = ends.split_once('-').ok_or_else(wrong)?;
        match (number(start), number(stop), number(step)) {
            (Some(start), Some(stop), Some(step @ 1..)) if start <= stop => Ok(Range { start, stop, step }),
            _ => Err(wrong()),
        }
    }

    fn count(self) -> u64 {
        u64::from((self.stop - self.start) / self.step) + 1
    }
}
