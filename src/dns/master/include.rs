use std::path::{Component, Path, PathBuf};

use super::error::{Fault, quoted};
use super::lexer::Lexer;
use super::reader::{Context, Reader, one_too_many, read_name};

const MAX_DEPTH: usize = 16;

impl Reader<'_> {
    /// `$INCLUDE file [origin]` (RFC 1035 section 5.1). The owner goes into the file
    /// and does not come out of it, as in BIND. An error blames the lexeme of that
    /// index.
    pub fn include(&mut self, lexer: &Lexer<'_>, context: &mut Context) -> Result<(), (usize, Fault)> {
        let lexemes = lexer.lexemes();
        let Some(target) = lexemes.get(1) else { return Err((1, Fault::new("$INCLUDE wants a file"))) };
        if let Some(extra) = lexemes.get(3) {
            return Err((3, one_too_many(lexer.text(extra), "$INCLUDE")));
        }
        let origin = match lexemes.get(2) {
            Some(origin) => read_name(lexer.text(origin), &context.origin).map_err(|fault| (2, fault))?,
            None => context.origin.clone(),
        };
        let (path, bytes) = self.open_include(lexer.text(target)).map_err(|fault| (1, fault))?;
        self.read_file(path, bytes, Context { origin, owner: context.owner.clone() });
        Ok(())
    }

    fn open_include(&mut self, target: &str) -> Result<(PathBuf, Vec<u8>), Fault> {
        let Some(files) = self.files else {
            return Err(Fault::new("$INCLUDE is not possible here").help("put the records in its place"));
        };
        let path = self.folder.join(within_folder(target)?);
        if self.open_files.contains(&path) {
            return Err(Fault::new(format!("{} includes itself", quoted(target))));
        }
        if self.open_files.len() >= MAX_DEPTH {
            return Err(Fault::new(format!("files include one another more than {MAX_DEPTH} deep")));
        }
        self.budget.take_include()?;
        let bytes = files.read(&path).map_err(|error| Fault::new(error.to_string()))?;
        self.budget.take_included_octets(bytes.len())?;
        Ok((path, bytes))
    }
}

/// The path of an included file, if by its text it stays in the folder.
fn within_folder(target: &str) -> Result<PathBuf, Fault> {
    if target.contains('\\') {
        return Err(Fault::new(format!("{} has a `\\` or a character beyond ASCII", quoted(target)))
            .help("rename the file"));
    }
    let mut path = PathBuf::new();
    for component in Path::new(target).components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => {
                return Err(Fault::new(format!("{} leaves the folder of the master file", quoted(target)))
                    .help("include files of that folder only, by a relative path without `..`"));
            }
        }
    }
    match path.as_os_str().is_empty() {
        true => Err(Fault::new("$INCLUDE wants a file")),
        false => Ok(path),
    }
}
