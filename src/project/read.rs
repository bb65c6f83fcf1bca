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
            ttl: self.defaults.ttl,
            providers: self.defaults.providers.clone(),
            mirrors: self.defaults.mirrors.clone(),
            registrar: self.defaults.registrar.clone(),
            instances: self.explicit.then(|| instances.collect()),
            registrars: self.explicit.then(|| self.registrars.keys().cloned().collect()),
            edition: Some(self.edition.name()),
            ..model::Defaults::default()
        }
    }

    /// Finds the source files and reads them all into `sources`. What cannot be
    /// read is a problem and left out.
    pub fn read_sources(&self, files: &dyn Files, sources: &mut Sources) -> (Vec<SourceId>, Problems) {
        let (paths, mut problems) = self.sources();
        let mut read = Vec::with_capacity(paths.len());
        for path in paths {
            match files.read(&path) {
                Ok(content) => read.push(add(&path, content, sources, &mut problems)),
                Err(error) => problems.push(
                    Diagnostic::new(&code::UNREADABLE, Severity::Error, None, error.to_string())
                        .help("make it readable, or leave it out of `zones` in zonal.toml"),
                ),
            }
        }
        (read, problems)
    }
}

/// Of a file that is not UTF-8, what stands before the first wrong octet.
fn add(path: &Path, content: Vec<u8>, sources: &mut Sources, problems: &mut Problems) -> SourceId {
    let shown = path.display().to_string();
    let (text, wrong) = match String::from_utf8(content) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let octet = error.as_bytes()[valid];
            (String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned(), Some(octet))
        }
    };
    let end = text.len() as u32;
    let id = sources.add(Source::new(shown, text));
    if let Some(octet) = wrong {
        let headline = format!("this file is not UTF-8 text: the octet {octet:#04x} does not belong there");
        problems.push(
            Diagnostic::error(&code::NOT_UTF8, Span::new(id, end, end), headline)
                .help("save it as UTF-8, or leave it out of `zones` in zonal.toml"),
        );
    }
    id
}
