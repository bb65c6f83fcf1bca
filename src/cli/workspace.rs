use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::screen::Screen;
use super::selection::Selection;
use crate::diagnostic::Problems;
use crate::dns::Name;
use crate::model::testing::ZoneTest;
use crate::model::{Desired, External, Model};
use crate::project::{DiskFiles, Project};
use crate::text::{Source, SourceId, Sources};

/// A project with its sources, compiled.
pub struct Workspace {
    pub project: Project,
    pub sources: Sources,
    /// Sorted by name.
    pub zones: Vec<Arc<Desired>>,
    /// In the order of the sources.
    pub tests: Vec<ZoneTest>,
    /// Sorted by name.
    pub externals: Vec<External>,
    /// The sources that the project wrote.
    pub files: Vec<SourceId>,
    pub problems: Problems,
}

impl Workspace {
    /// Opens and compiles the project. What is wrong with its text is in
    /// `problems`; `None` if there is no project to speak of, and that was said.
    pub fn open(folder: Option<&Path>, screen: &Screen) -> Option<Workspace> {
        let (project, mut sources, mut problems) = open_project(folder, screen)?;
        let files = DiskFiles::new(&project.root);
        let (ids, unread) = project.read_sources(&files, &mut sources);
        problems.extend(unread);
        let (model, meant) = crate::model::compile(&mut sources, &ids, &project.model_defaults());
        problems.extend(meant);
        problems.sort();
        let Model { zones, externals, tests } = model;
        let zones = zones.into_iter().map(Arc::new).collect();
        Some(Workspace { project, sources, zones, tests, externals, files: ids, problems })
    }

    /// The sources of the project with another text in place of some, what they would mean and what there
    /// would be to say about them.
    pub fn compile_with<'t>(&self, text: impl Fn(SourceId) -> Option<&'t str>) -> (Sources, Model, Problems) {
        let last = self.files.iter().max();
        let mut sources = Sources::default();
        // Presets follow; compiling reads them again.
        for (id, source) in self.sources.iter().take_while(|(id, _)| last.is_some_and(|last| id <= last)) {
            sources.add(Source::new(&*source.path, text(id).unwrap_or(&source.text)));
        }
        let defaults = self.project.model_defaults();
        let (model, problems) = crate::model::compile(&mut sources, &self.files, &defaults);
        (sources, model, problems)
    }

    /// Reads the AS table of the project, if it names one.
    pub fn read_as_table(&mut self) {
        let files = DiskFiles::new(&self.project.root);
        self.problems.extend(self.project.read_as_table(&files, &mut self.sources));
        self.problems.sort();
    }

    /// Says the problems; whether the sources are free of errors.
    pub fn is_sound(&self, screen: &Screen) -> bool {
        screen.problems(&self.problems, &self.sources);
        !self.problems.has_errors()
    }

    /// The declared zones that are chosen. A choice that matches nothing is
    /// said, and nothing is chosen then.
    pub fn select(&self, texts: &[String], screen: &Screen) -> Option<Vec<Arc<Desired>>> {
        let selection = match Selection::parse(texts) {
            Ok(selection) => selection,
            Err(message) => {
                screen.error(&message, None);
                return None;
            }
        };
        let declared: Vec<&Name> = self.zones.iter().map(|desired| desired.zone.apex()).collect();
        let misses = selection.misses(&declared);
        for miss in &misses {
            screen.error(miss, None);
        }
        let chosen = || self.zones.iter().filter(|desired| selection.contains(desired.zone.apex()));
        misses.is_empty().then(|| chosen().cloned().collect())
    }
}

/// Reads `zonal.toml` alone; `None` if there is no project to speak of, and that
/// was said.
pub fn open_project(folder: Option<&Path>, screen: &Screen) -> Option<(Project, Sources, Problems)> {
    let mut sources = Sources::default();
    let Some(root) = root(folder, screen)? else {
        return Some((Project::implicit("."), sources, Problems::default()));
    };
    if !Project::stands_in(&root) {
        return Some((Project::implicit(root), sources, Problems::default()));
    }
    match Project::load(&root, &mut sources) {
        Ok((project, problems)) => Some((project, sources, problems)),
        Err(error) => {
            screen.error(&error.to_string(), None);
            None
        }
    }
}

/// The folder to work in; `Some(None)` is the working folder without a project.
fn root(folder: Option<&Path>, screen: &Screen) -> Option<Option<PathBuf>> {
    match folder {
        Some(folder) if folder.is_dir() => Some(Some(folder.to_owned())),
        Some(folder) => {
            let (why, help) = match folder.exists() {
                true => ("this is no folder", Some("name the folder that holds zonal.toml")),
                false => ("there is no such folder", None),
            };
            screen.error(&format!("`--project {}`: {why}", folder.display()), help);
            None
        }
        None => Some(Project::find(Path::new("."))),
    }
}
