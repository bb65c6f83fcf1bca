//! `as-table` of `[lint]`: which networks belong to which autonomous systems.

use std::path::PathBuf;
use std::sync::Arc;

use super::form::{Form, Value};
use super::{Project, code};
use crate::diagnostic::{Diagnostic, Problems};
use crate::dns::AsTable;
use crate::text::{Files, Source, Sources, Span};

/// Where the table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsTableFile {
    /// Relative to the root.
    pub path: PathBuf,
    /// Where `zonal.toml` says so.
    pub span: Span,
}

/// Reads `as-table`.
pub(super) fn file(form: &mut Form, value: &Value<'_>) -> Option<AsTableFile> {
    let text = form.text(value, "as-table = \"as.csv\"")?;
    Some(AsTableFile { path: PathBuf::from(text), span: value.span })
}

/// Lines that are shown; the others are counted.
const SHOWN: usize = 5;

impl Project {
    /// Reads the table that `zonal.toml` names, if it does, and adds its file to `sources` if a line of it is
    /// wrong.
    pub fn read_as_table(&mut self, files: &dyn Files, sources: &mut Sources) -> Problems {
        let Some(AsTableFile { path, span }) = &self.as_table else { return Problems::default() };
        let content = match files.read(path) {
            Ok(content) => content,
            Err(error) => {
                let unreadable = Diagnostic::error(&code::UNREADABLE, *span, error.to_string());
                let help = "write a path from the folder of zonal.toml, or take `as-table` out";
                return Problems::from_iter([unreadable.help(help)]);
            }
        };
        let text = String::from_utf8_lossy(&content);
        let (table, wrong) = AsTable::read(&text);
        self.lint.as_table = Some(Arc::new(table));
        if wrong.is_empty() {
            return Problems::default();
        }
        let left = wrong.len().saturating_sub(SHOWN);
        let last = wrong.len().min(SHOWN) - 1;
        let id = sources.add(Source::new(path.display().to_string(), text.as_ref()));
        let said = wrong.into_iter().take(SHOWN).enumerate().map(|(number, (line, error))| {
            let span = Span::new(id, line.start as u32, line.end as u32);
            let headline = format!("this line is no entry of an AS table: {error}");
            let mut said = Diagnostic::error(&code::AS_TABLE, span, headline);
            if number == last && left > 0 {
                said = said.label(format!("and {left} more lines"));
            }
            said.help("write it like `192.0.2.0/24,64500`; a line that begins with `#` is passed over")
        });
        said.collect()
    }
}
