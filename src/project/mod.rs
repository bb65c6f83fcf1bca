//! The project: `zonal.toml` with its defaults, instances, guards and consents,
//! and the source files it names. Everything is checked here without a
//! connection and without a secret.

mod as_table;
mod budget;
pub mod code;
mod defaults;
mod form;
mod guards;
mod instance;
pub mod kind;
mod lint;
mod read;
mod secrecy;
mod sources;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Applicability, Diagnostic, Problems, Severity};
use crate::model::{Budget, ZoneDefaults};
pub use crate::provider::DiskFiles;
use crate::text::{Files, ReadError, Source, SourceId, Sources, Span};
pub use as_table::AsTableFile;
use defaults::Names;
use form::{Form, Table, Value};
pub use guards::{Ack, AckScope, DeleteMany, Guards};
pub use instance::{
    ConnectError, Instance, InstanceConfig, Registrar, RegistrarKind, Rfc2136Keys, TSIG_ALGORITHMS, Tsig,
};
pub use kind::Kind;
pub use sources::ZoneFiles;

/// The name of the project file.
pub const FILE_NAME: &str = "zonal.toml";

/// A project as its `zonal.toml` says, or as it is without one.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder of `zonal.toml`: paths in it and patterns are relative to here.
    pub root: PathBuf,
    pub edition: Edition,
    pub zone_files: ZoneFiles,
    pub defaults: ZoneDefaults,
    /// By name.
    pub providers: BTreeMap<String, Instance>,
    /// By name.
    pub registrars: BTreeMap<String, Registrar>,
    pub budget: Budget,
    pub guards: Guards,
    pub acks: Vec<Ack>,
    /// What `[lint]` says, without the AS table: see [`Project::read_as_table`].
    pub lint: crate::lint::Settings,
    pub as_table: Option<AsTableFile>,
    /// Whether there is a `zonal.toml`.
    pub explicit: bool,
}

/// What pins the presets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    E2026,
}

impl Edition {
    pub const NEWEST: Edition = Edition::E2026;

    /// As written in `zonal.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Edition::E2026 => "2026",
        }
    }
}

impl Project {
    /// The nearest folder at or above `start` that holds a `zonal.toml`.
    pub fn find(start: &Path) -> Option<PathBuf> {
        let start = std::path::absolute(start).ok()?;
        start.ancestors().find(|folder| Project::stands_in(folder)).map(Path::to_owned)
    }

    /// Whether the folder holds a `zonal.toml`. One that cannot be read is one:
    /// passing it over would act on another project.
    pub fn stands_in(folder: &Path) -> bool {
        match folder.join(FILE_NAME).symlink_metadata() {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    }

    /// A folder without `zonal.toml`: the newest edition, every `*.dns` file,
    /// no provider. Enough to build.
    pub fn implicit(root: impl Into<PathBuf>) -> Project {
        Project {
            root: root.into(),
            edition: Edition::NEWEST,
            zone_files: ZoneFiles::everywhere(),
            defaults: ZoneDefaults::default(),
            providers: BTreeMap::new(),
            registrars: BTreeMap::new(),
            budget: Budget::default(),
            guards: Guards::default(),
            acks: Vec::new(),
            lint: crate::lint::Settings::default(),
            as_table: None,
            explicit: false,
        }
    }

    /// Reads `root/zonal.toml` from the disk and adds it to `sources`. The
    /// project holds what could be understood; problems with an error mean
    /// that no command should act on it.
    pub fn load(root: &Path, sources: &mut Sources) -> Result<(Project, Problems), ReadError> {
        let content = DiskFiles::new(root).read(Path::new(FILE_NAME))?;
        Ok(Project::read(root, &content, sources))
    }

    /// Like [`Project::load`], from the content of a `zonal.toml` that may
    /// stand elsewhere. In the source that is added, what may be a secret is
    /// masked.
    pub fn read(root: &Path, content: &[u8], sources: &mut Sources) -> (Project, Problems) {
        let id = SourceId(u32::try_from(sources.iter().count()).unwrap_or(u32::MAX));
        let text = String::from_utf8_lossy(content);
        let mut form = Form::new(id);
        // What else is found in a garbled text may be a consequence.
        let not_text = std::str::from_utf8(content).err().map(|error| {
            let at = error.valid_up_to();
            let span = form.span(at..at + '\u{FFFD}'.len_utf8());
            Diagnostic::error(&code::SYNTAX, span, "zonal.toml is not UTF-8 text").help("save it as UTF-8")
        });
        let project = read_document(&mut form, &text, root);
        if let Some(not_text) = not_text {
            form.problems = Problems::from_iter([not_text]);
        }
        form.problems.sort();
        sources.add(Source::new(FILE_NAME, secrecy::masked(&text, &form.hidden)));
        (project, form.problems)
    }

    /// The source files, relative to the root, sorted by path.
    pub fn sources(&self) -> (Vec<PathBuf>, Problems) {
        let outputs = self.providers.values().filter_map(|instance| match &instance.config {
            InstanceConfig::ZoneFile(config) => Some(self.root.join(&config.path)),
            InstanceConfig::Rfc2136(_) => None,
        });
        let outputs: Vec<PathBuf> = outputs.map(|path| path.components().collect()).collect();
        self.zone_files.find(&self.root, &outputs)
    }

    /// A warning for each `[[ack]]` that is over.
    pub fn expired_acks(&self, today: Date) -> Problems {
        guards::expired(&self.acks, today)
    }

    /// What to tell someone who wants to talk to providers and has none.
    pub fn lack_of_providers(&self) -> Option<Diagnostic> {
        if !self.providers.is_empty() {
            return None;
        }
        let (headline, first) = match self.explicit {
            true => ("zonal.toml defines no provider", "add to zonal.toml:"),
            false => ("there is no zonal.toml, so no provider is known", "write a zonal.toml:"),
        };
        let edition = match self.explicit {
            true => String::new(),
            false => format!("edition = \"{}\"\n\n", Edition::NEWEST.name()),
        };
        let example =
            "[defaults]\nprovider = [\"files\"]\n\n[providers.files]\nkind = \"zone-file\"\npath = \"out\"";
        Some(
            Diagnostic::new(&code::NO_PROVIDER, Severity::Error, None, headline)
                .help(format!("{first}\n\n{edition}{example}")),
        )
    }
}

const KEYS: &[&str] =
    &["edition", "zones", "defaults", "providers", "registrars", "budget", "guards", "ack", "lint"];

fn read_document(form: &mut Form, text: &str, root: &Path) -> Project {
    let (document, errors) = DeTable::parse_recoverable(text);
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let file = Table {
        title: String::new(),
        span: form.span(start..start),
        map: document.get_ref(),
        private: false,
    };
    let project = read_project(form, &file, root);
    if !errors.is_empty() {
        keep_what_is_certain(form, text, &errors);
    }
    project
}

/// Where the text is no TOML, tables may be incomplete: what was found missing
/// may only be unread, and problems in a broken line are consequences.
fn keep_what_is_certain(form: &mut Form, text: &str, errors: &[toml::de::Error]) {
    form.hidden.extend(secrecy::behind_telling_keys(text));
    let source = Source::new(FILE_NAME, text);
    let line_of = |span: Span| source.position(span.start).line;
    let mut problems = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(text.len()..text.len());
        let headline = format!("zonal.toml is not written as TOML: {}", error.message());
        let span = form.span(range);
        if problems.iter().all(|other: &Diagnostic| other.span.map(line_of) != Some(line_of(span))) {
            problems.push(Diagnostic::error(&code::SYNTAX, span, headline));
        }
    }
    let broken: Vec<u32> = problems.iter().filter_map(|problem| problem.span.map(line_of)).collect();
    let absent = [&code::MISSING_KEY, &code::UNKNOWN_INSTANCE, &code::NO_EDITION].map(|code| code.name);
    let certain = form.problems.iter().filter(|problem| {
        let in_broken_line = problem.span.is_some_and(|span| broken.contains(&line_of(span)));
        !absent.contains(&problem.code.name) && !in_broken_line
    });
    problems.extend(certain.cloned());
    form.problems = problems.into_iter().collect();
}

fn read_project(form: &mut Form, file: &Table<'_>, root: &Path) -> Project {
    form.refuse_unknown(file, KEYS);
    let mut project = Project { explicit: true, ..Project::implicit(root) };
    project.edition = edition(form, file);
    if let Some(value) = form.get(file, "zones") {
        project.zone_files = ZoneFiles::read(form, &value);
    }
    let providers = section(form, file, "providers");
    let registrars = section(form, file, "registrars");
    for value in &providers {
        if let Some(instance) = instance::provider(form, value) {
            project.providers.insert(instance.name.clone(), instance);
        }
    }
    for value in &registrars {
        if let Some(registrar) = instance::registrar(form, value) {
            project.registrars.insert(registrar.name.clone(), registrar);
        }
    }
    if let Some(value) = form.get(file, "defaults") {
        let names = |values: &[Value<'_>]| values.iter().map(|value| value.key.to_owned()).collect();
        let (providers, registrars): (Vec<String>, Vec<String>) = (names(&providers), names(&registrars));
        let names = Names {
            providers: providers.iter().map(String::as_str).collect(),
            registrars: registrars.iter().map(String::as_str).collect(),
        };
        project.defaults = defaults::defaults(form, &value, &names);
    }
    if let Some(value) = form.get(file, "budget") {
        project.budget = budget::budget(form, &value);
    }
    if let Some(value) = form.get(file, "guards") {
        project.guards = guards::guards(form, &value);
    }
    if let Some(value) = form.get(file, "ack") {
        project.acks = guards::acks(form, &value);
    }
    if let Some(value) = form.get(file, "lint") {
        (project.lint, project.as_table) = lint::settings(form, &value);
    }
    project
}

/// The instances of `[providers]` or `[registrars]`.
fn section<'t>(form: &mut Form, file: &Table<'t>, key: &str) -> Vec<Value<'t>> {
    let Some(value) = form.get(file, key) else { return Vec::new() };
    match form.private_table(&value, format!("`[{key}]`"), &format!("[{key}.NAME]")) {
        Some(table) => form.entries(&table),
        None => Vec::new(),
    }
}

fn edition(form: &mut Form, file: &Table<'_>) -> Edition {
    let newest = Edition::NEWEST;
    let line = format!("edition = \"{}\"", newest.name());
    let Some(value) = form.get(file, "edition") else {
        form.say(
            Diagnostic::warning(&code::NO_EDITION, file.span, "zonal.toml does not say its edition")
                .help(format!("add `{line}`: it pins the presets"))
                .fix(Applicability::Certain, format!("add `{line}`"), file.span, format!("{line}\n")),
        );
        return newest;
    };
    match value.value {
        DeValue::String(text) if text == newest.name() => {}
        DeValue::String(_) => {
            let help = format!("this version of zonal knows `\"{}\"`", newest.name());
            form.refuse_value(&value, "is no edition", &help);
        }
        _ => form.refuse_type(&value, "a text", &line),
    }
    newest
}
