//! The project that the new sources come into.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::workspace::Workspace;
use crate::dns::Name;
use crate::text::Span;

/// What the sources of the project declare already.
pub struct Beside<'w> {
    workspace: &'w Workspace,
    root: PathBuf,
    declared: BTreeMap<&'w Name, Vec<Span>>,
}

impl<'w> Beside<'w> {
    pub fn of(workspace: &'w Workspace) -> Beside<'w> {
        let zones = workspace.zones.iter().map(|desired| (desired.zone.apex(), desired.declared));
        let externals = workspace.externals.iter().map(|external| (&external.apex, external.span));
        let mut declared: BTreeMap<&Name, Vec<Span>> = BTreeMap::new();
        for (apex, span) in zones.chain(externals) {
            declared.entry(apex).or_default().push(span);
        }
        Beside { workspace, root: real(&workspace.project.root), declared }
    }

    /// Whether there is a `zonal.toml`, which says what it reads.
    pub fn has_project_file(&self) -> bool {
        self.workspace.project.explicit
    }

    /// Whether the project reads a source of this path.
    pub fn reads(&self, target: &Path) -> bool {
        real(target).strip_prefix(&self.root).is_ok_and(|path| self.workspace.project.zone_files.covers(path))
    }

    /// `FILE:LINE:COLUMN` of the declaration that the source at `target` would repeat:
    /// one in another file.
    pub fn other_place(&self, apex: &Name, target: &Path) -> Option<String> {
        let spans = self.declared.get(apex).filter(|_| self.reads(target))?;
        let place = spans.iter().find_map(|span| {
            let source = self.workspace.sources.get(span.source);
            let is_other = real(&self.workspace.project.root.join(&source.path)) != real(target);
            is_other.then(|| (source, source.position(span.start)))
        });
        place.map(|(source, at)| format!("{}:{}:{}", source.path, at.line, at.column))
    }
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |above: &Path| Some(above.canonicalize().ok()?.join(path.strip_prefix(above).ok()?));
    let found = path.ancestors().find_map(real);
    found.unwrap_or(path)
}
