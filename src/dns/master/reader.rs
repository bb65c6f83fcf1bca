use std::path::{Path, PathBuf};

use super::budget::Budget;
use super::entry::{Comment, Entry, Item};
use super::error::{Fault, File, MasterFileError, Place, quoted};
use super::header::{Header, explain_owner, read_header, read_ttl, too_long_ttl};
use super::lexer::{Found, Lexeme, Lexer};
use super::problems::Problems;
use crate::dns::{Charset, Name, Rdata, RdataRef, RecordType, Token, Ttl};
use crate::text::{Files, Position};

/// Reads the master file at `path` and those it includes, in order, and hands
/// out every good record at or below `apex` and every comment. Returns what is
/// wrong in the order it was found.
pub fn visit(
    files: &dyn Files,
    path: &Path,
    apex: &Name,
    visitor: &mut dyn FnMut(Item<'_>),
) -> Vec<MasterFileError> {
    let mut reader = Reader::new(Some(files), path, apex, visitor);
    match files.read(path) {
        Ok(bytes) => reader.read_top(path, bytes),
        Err(error) => reader.problems.push(without_text(path, Fault::new(error.to_string()))),
    }
    reader.problems.into_vec()
}

/// Like [`visit`] for a text that is at hand; `path` is what it is called in
/// messages. `$INCLUDE` is refused.
pub fn visit_text(
    path: &Path,
    text: Vec<u8>,
    apex: &Name,
    visitor: &mut dyn FnMut(Item<'_>),
) -> Vec<MasterFileError> {
    let mut reader = Reader::new(None, path, apex, visitor);
    reader.read_top(path, text);
    reader.problems.into_vec()
}

fn without_text(path: &Path, fault: Fault) -> MasterFileError {
    let start = Position { line: 1, column: 1 };
    fault.at(Place { path: path.into(), start, end: start })
}

pub(super) struct Reader<'r> {
    /// `None` where a text has no files around it.
    pub files: Option<&'r dyn Files>,
    /// The folder of the top file: includes stay in it.
    pub folder: PathBuf,
    pub apex: &'r Name,
    pub visitor: &'r mut dyn FnMut(Item<'_>),
    pub problems: Problems,
    pub budget: Budget,
    /// The files that include one another, the top one first.
    pub open_files: Vec<PathBuf>,
    ttls: Ttls,
    wire: Vec<u8>,
}

/// What an entry without an owner belongs to.
#[derive(Clone)]
pub(super) enum Owner {
    None,
    /// The last one was wrong and has been told of.
    Unknown,
    Outside,
    Known(Name),
}

/// What holds within one file (RFC 1035 section 5.1: an included file does not
/// change the origin of the one around it).
pub(super) struct Context {
    pub origin: Name,
    pub owner: Owner,
}

/// Where a TTL comes from that is not written.
#[derive(Default)]
struct Ttls {
    /// `$TTL`, or the SOA's minimum where a file has neither `$TTL` nor a
    /// written TTL in front of the SOA.
    default: Option<Ttl>,
    written: Option<Ttl>,
}

impl<'r> Reader<'r> {
    fn new(
        files: Option<&'r dyn Files>,
        path: &Path,
        apex: &'r Name,
        visitor: &'r mut dyn FnMut(Item<'_>),
    ) -> Reader<'r> {
        Reader {
            files,
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            apex,
            visitor,
            problems: Problems::default(),
            budget: Budget::new(),
            open_files: Vec::new(),
            ttls: Ttls::default(),
            wire: Vec::new(),
        }
    }

    fn read_top(&mut self, path: &Path, bytes: Vec<u8>) {
        let context = Context { origin: self.apex.clone(), owner: Owner::None };
        self.read_file(path.to_owned(), bytes, context);
    }

    pub fn read_file(&mut self, path: PathBuf, bytes: Vec<u8>, mut context: Context) {
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            let fault = Fault::new("the file is UTF-16").help("save it as UTF-8");
            self.problems.push(without_text(&path, fault));
            return;
        }
        self.open_files.push(path.clone());
        let file = File::new(path, bytes);
        let mut lexer = Lexer::new(&file.bytes);
        loop {
            let visitor = &mut *self.visitor;
            let mut comment = |lexeme| visitor(Item::Comment(Comment { file: &file, lexeme }));
            let found = lexer.next_entry(&mut comment);
            match found {
                Found::Entry { begins_with_blank } => {
                    self.read_entry(&file, &mut lexer, begins_with_blank, &mut context);
                }
                Found::Bad { begins_with_blank, at, fault } => {
                    self.problems.push(fault.at(file.place(&at, &at)));
                    match lexer.lexemes().first() {
                        Some(first) if !begins_with_blank && !lexer.text(first).starts_with('$') => {
                            context.owner =
                                self.read_owner(&lexer, first, &context).unwrap_or(Owner::Unknown);
                        }
                        _ => {}
                    }
                }
                Found::End => break,
            }
        }
        self.open_files.pop();
    }

    fn read_entry(
        &mut self,
        file: &File,
        lexer: &mut Lexer<'_>,
        begins_with_blank: bool,
        context: &mut Context,
    ) {
        let lexemes = lexer.lexemes();
        let (Some(&first), Some(&last)) = (lexemes.first(), lexemes.last()) else { return };
        let result = if !begins_with_blank && !first.quoted && lexer.text(&first).starts_with('$') {
            self.read_directive(file, lexer, context)
        } else {
            if !begins_with_blank {
                context.owner = self.read_owner(lexer, &first, context).unwrap_or_else(|fault| {
                    self.problems.push(fault.at(file.place(&first, &first)));
                    Owner::Unknown
                });
            }
            if let Some(fault) = self.check_owner(&context.owner) {
                self.problems.push(fault.at(file.place(&first, &first)));
            }
            self.read_record(file, lexer, !begins_with_blank as usize, context)
        };
        if let Err((index, fault)) = result {
            let place = match lexer.lexemes().get(index) {
                Some(lexeme) => file.place(lexeme, lexeme),
                None => file.place_behind(&last),
            };
            self.problems.push(fault.at(place));
        }
    }

    /// [`Owner::Outside`] for a good name that is not below the apex.
    fn read_owner(&self, lexer: &Lexer<'_>, lexeme: &Lexeme, context: &Context) -> Result<Owner, Fault> {
        if lexeme.quoted {
            return Err(Fault::new("an owner stands without quotes"));
        }
        let owner = read_name(lexer.text(lexeme), &context.origin)?;
        Ok(if owner.is_at_or_below(self.apex) { Owner::Known(owner) } else { Owner::Outside })
    }

    fn check_owner(&self, owner: &Owner) -> Option<Fault> {
        match owner {
            Owner::None => Some(
                Fault::new("the first record has no owner")
                    .help("write the owner in the first column; `@` is the origin"),
            ),
            Owner::Outside => Some(self.outside()),
            Owner::Unknown | Owner::Known(_) => None,
        }
    }

    pub fn outside(&self) -> Fault {
        let fault = Fault::new(format!("the owner is not in the zone {}", self.apex))
            .help("a name without a final dot is completed with the origin");
        Fault { is_outside: true, ..fault }
    }

    /// Reads TTL, class, type and RDATA from the lexeme at `from` on. An error
    /// blames the lexeme of that index, or what is missing behind the last.
    fn read_record(
        &mut self,
        file: &File,
        lexer: &mut Lexer<'_>,
        from: usize,
        context: &Context,
    ) -> Result<(), (usize, Fault)> {
        let header = read_header(lexer, &lexer.lexemes()[from..]).map_err(|(index, fault)| {
            let fault = if from == 1 { explain_owner(lexer, fault) } else { fault };
            (from + index, fault)
        })?;
        self.note_odd_ttl(file, &lexer.lexemes()[from..], &header);
        self.note_written_ttl(header.ttl);
        let data_at = from + header.width;
        lexer.shape_data(header.record_type, data_at);
        let lexemes = lexer.lexemes();
        let tokens: Vec<Token<'_>> = lexemes[data_at..].iter().map(|lexeme| lexer.token(lexeme)).collect();
        let mut wire = std::mem::take(&mut self.wire);
        wire.clear();
        Rdata::read_into(header.record_type, &tokens, &Some(&context.origin), &mut wire).map_err(
            |error| {
                let index = error.token.map_or(lexemes.len(), |token| data_at + token);
                (index, Fault { help: error.help, ..Fault::new(error.message) })
            },
        )?;
        let rdata = RdataRef { record_type: header.record_type, wire: &wire };
        let ttl = self.ttl_for(header.ttl, rdata).map_err(|fault| (data_at - 1, fault))?;
        if let Owner::Known(owner) = &context.owner {
            let ttl_is_written = header.ttl.is_some();
            let (tokens, first, last) = (&tokens, &lexemes[0], &lexemes[lexemes.len() - 1]);
            let entry = Entry { owner, ttl, ttl_is_written, rdata, tokens, file, first, last };
            (self.visitor)(Item::Record(entry));
        }
        self.wire = wire;
        Ok(())
    }

    /// Hands out something odd that is read all the same.
    pub fn note_odd(&mut self, file: &File, lexeme: &Lexeme, fault: Fault) {
        (self.visitor)(Item::Odd(fault.at(file.place(lexeme, lexeme))));
    }

    /// `lexemes` are those that the header was read from.
    pub fn note_odd_ttl(&mut self, file: &File, lexemes: &[Lexeme], header: &Header) {
        if let Some(at) = header.too_long_ttl.and_then(|index| lexemes.get(index)) {
            self.note_odd(file, at, too_long_ttl());
        }
    }

    pub fn note_written_ttl(&mut self, ttl: Option<Ttl>) {
        self.ttls.written = ttl.or(self.ttls.written);
    }

    /// The written one, else `$TTL` (RFC 2308 section 4), else the last written
    /// one (RFC 1035 section 5.1), else the minimum of this SOA, which then is
    /// the default as in BIND.
    pub fn ttl_for(&mut self, written: Option<Ttl>, rdata: RdataRef<'_>) -> Result<Ttl, Fault> {
        if let Some(ttl) = written.or(self.ttls.default).or(self.ttls.written) {
            return Ok(ttl);
        }
        let minimum = match (rdata.record_type, rdata.wire.last_chunk()) {
            (RecordType::SOA, Some(octets)) => Ttl::new(u32::from_be_bytes(*octets)),
            _ => None,
        };
        self.ttls.default = minimum;
        minimum.ok_or_else(|| {
            Fault::new("the record has no TTL")
                .help("write a TTL before the type, or `$TTL 3600` above the first record")
        })
    }

    fn read_directive(
        &mut self,
        file: &File,
        lexer: &Lexer<'_>,
        context: &mut Context,
    ) -> Result<(), (usize, Fault)> {
        let directive = lexer.text(&lexer.lexemes()[0]);
        let is = |name: &str| directive.eq_ignore_ascii_case(name);
        if is("$ORIGIN") {
            let text = one_value(lexer, "$ORIGIN", "a name")?;
            context.origin = read_name(text, &context.origin).map_err(|fault| (1, fault))?;
        } else if is("$TTL") {
            let text = one_value(lexer, "$TTL", "a TTL")?;
            let (ttl, is_too_long) = read_ttl(text).map_err(|fault| (1, fault))?;
            self.ttls.default = Some(ttl);
            if is_too_long {
                self.note_odd(file, &lexer.lexemes()[1], too_long_ttl());
            }
        } else if is("$INCLUDE") {
            self.include(lexer, context)?;
        } else if is("$GENERATE") {
            self.generate(file, lexer, context)?;
        } else {
            let fault = Fault::new(format!("{} is no directive", quoted(directive)));
            let help = "there are $ORIGIN, $TTL, $INCLUDE and $GENERATE; an owner with `$` is written `\\$`";
            return Err((0, fault.help(help)));
        }
        Ok(())
    }
}

/// The only value of a directive; an error blames the lexeme of that index.
fn one_value<'l>(lexer: &'l Lexer<'_>, directive: &str, what: &str) -> Result<&'l str, (usize, Fault)> {
    match lexer.lexemes() {
        [_, value] => Ok(lexer.text(value)),
        [_] => Err((1, Fault::new(format!("{directive} wants {what}")))),
        [_, _, extra, ..] => Err((2, one_too_many(lexer.text(extra), directive))),
        [] => Err((0, Fault::new(format!("{directive} is missing")))),
    }
}

pub(super) fn one_too_many(extra: &str, directive: &str) -> Fault {
    Fault::new(format!("{} is one value too many for {directive}", quoted(extra)))
}

/// Reads a name of a directive or an owner; `@` is the origin.
pub(super) fn read_name(text: &str, origin: &Name) -> Result<Name, Fault> {
    if text == "@" {
        return Ok(origin.clone());
    }
    Name::parse(text, Charset::Octets, Some(origin))
        .map_err(|error| Fault::new(format!("{} is no name: {error}", quoted(text))))
}
