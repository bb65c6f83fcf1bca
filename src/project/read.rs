use std::path::Path;

use super::{Project, code};
use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::model;
use crate::text::{Files, Source, SourceId, Sources, Span};

impl Project {
    /// What the model needs of `zonal.toml`.
    pub fn model_defaults(&self) -> model::Defaults {
        let instances =
            self.providers.iter().map(|(name, instance)| (name.clone(), instance.kind().name().to_owned()));
        model::Defaults {
            zones: self.defaults.clone(),
            instances: self.explicit.then(|| instances.collect()),
            registrars: self.explicit.then(|| self.registrars.keys().cloned().collect()),
            edition: Some(self.edition.name()),
            budget: self.budget,
        }
    }

    /// Finds the source files and reads them all into `sources`. What cannot be
    /// read or is no text is a problem and left out.
    pub fn read_sources(&self, files: &dyn Files, sources: &mut Sources) -> (Vec<SourceId>, Problems) {
        let (paths, mut problems) = self.sources();
        let mut read = Vec::with_capacity(paths.len());
        for path in paths {
            match files.read(&path) {
                Ok(content) => read.extend(add(&path, content, sources, &mut problems)),
                Err(error) => problems.push(
                    Diagnostic::new(&code::UNREADABLE, Severity::Error, None, error.to_string())
                        .help("make it readable, or leave it out of `zones` in zonal.toml"),
                ),
            }
        }
        (read, problems)
    }
}

/// What is not UTF-8 is read with marks in place of the wrong octets, so that
/// the rest is checked too. What holds NUL is no text at all and is left out:
/// the source shows only its beginning.
fn add(path: &Path, content: Vec<u8>, sources: &mut Sources, problems: &mut Problems) -> Option<SourceId> {
    let shown = path.display().to_string();
    let wrong = match String::from_utf8(content) {
        Ok(text) if !text.contains('\0') => return Some(sources.add(Source::new(shown, text))),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let valid = std::str::from_utf8(&wrong).map_or_else(|error| error.valid_up_to(), str::len);
    let nul = wrong.iter().position(|octet| *octet == 0);
    let at = nul.map_or(valid, |nul| valid.min(nul));
    let (headline, end) = match nul {
        Some(_) => ("this file is no text: it holds NUL octets".to_owned(), at.min(LONGEST_EXCERPT)),
        None => {
            let octet = wrong[at];
            (
                format!("this file is not UTF-8 text: the octet {octet:#04x} does not belong there"),
                wrong.len(),
            )
        }
    };
    let id = sources.add(Source::new(shown, String::from_utf8_lossy(&wrong[..end])));
    let place = at.min(end) as u32;
    problems.push(
        Diagnostic::error(&code::NOT_UTF8, Span::new(id, place, place), headline)
            .help("save it as UTF-8, or leave it out of `zones` in zonal.toml"),
    );
    nul.is_none().then_some(id)
}

/// Octets of a file that is no text.
const LONGEST_EXCERPT: usize = 80;
