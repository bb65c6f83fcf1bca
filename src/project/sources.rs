//! Finds the source files of a project.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use super::code;
use super::form::{Form, Value};
use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::provider::disk_error_clause;
use crate::text::Span;

/// Which files of the project are sources.
#[derive(Debug, Clone)]
pub struct ZoneFiles {
    patterns: Vec<(GlobMatcher, Option<Span>)>,
}

const EXAMPLE: &str = "zones = [\"**/*.dns\"]";

impl ZoneFiles {
    /// `**/*.dns`.
    pub(super) fn everywhere() -> ZoneFiles {
        ZoneFiles {
            patterns: compile("**/*.dns").map(|glob| (glob.compile_matcher(), None)).into_iter().collect(),
        }
    }

    /// Reads `zones`.
    pub(super) fn read(form: &mut Form, value: &Value<'_>) -> ZoneFiles {
        let items = form.texts(value, EXAMPLE).unwrap_or_default();
        if matches!(value.value, toml::de::DeValue::Array(items) if items.is_empty()) {
            form.refuse_value(value, "lists no pattern", &format!("write it like `{EXAMPLE}`"));
        }
        let mut patterns = Vec::new();
        for (text, item) in items {
            let text = text.strip_prefix("./").unwrap_or(text);
            if text.starts_with('/') || text.split('/').any(|part| part == "..") {
                let why = "points out of the project";
                form.refuse_value(&item, why, "patterns are relative to the folder of zonal.toml");
                continue;
            }
            match compile(text) {
                Ok(glob) => patterns.push((glob.compile_matcher(), Some(item.span))),
                Err(error) => {
                    let why = format!("is no pattern: {}", error.kind());
                    form.refuse_value(&item, why, "write it like `zones/**/*.dns`");
                }
            }
        }
        ZoneFiles { patterns }
    }

    /// The matching files below `root`, relative to it, sorted by path, each
    /// once. Hidden files and folders and the folders of `excluded` are left
    /// out; symbolic links are followed once.
    pub(super) fn find(&self, root: &Path, excluded: &[PathBuf]) -> (Vec<PathBuf>, Problems) {
        let mut found: Vec<Found> = Vec::new();
        let mut links: Vec<PathBuf> = Vec::new();
        let mut problems = Problems::default();
        let mut matched = vec![false; self.patterns.len()];
        let mut linked = BTreeSet::new();
        let by_path = |one: &DirEntry, other: &DirEntry| one.path().as_os_str().cmp(other.path().as_os_str());
        let walk = WalkDir::new(root).follow_links(true).sort_by(by_path).into_iter();
        for entry in walk.filter_entry(|entry| {
            is_open(entry, excluded) && self.leads_on(entry, root) && is_new(entry, root, &mut linked)
        }) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    problems.extend(self.unreadable(root, &error).into_iter().collect());
                    continue;
                }
            };
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            if entry.file_type().is_dir() {
                links.extend(entry.path_is_symlink().then(|| entry.path().to_owned()));
                continue;
            }
            if !self.matches(path, &mut matched) {
                continue;
            }
            let behind_a_link =
                entry.path_is_symlink() || links.iter().any(|link| entry.path().starts_with(link));
            let real = || entry.path().canonicalize().unwrap_or_else(|_| entry.path().to_owned());
            found.push(Found { path: path.to_owned(), real: behind_a_link.then(real) });
        }
        for ((glob, span), matched) in self.patterns.iter().zip(matched) {
            if let (Some(span), false) = (span, matched) {
                let headline = format!("the pattern `{}` matches no file", glob.glob());
                problems.push(Diagnostic::warning(&code::NO_MATCH, *span, headline));
            }
        }
        let mut paths: Vec<PathBuf> = match found.iter().any(|source| source.real.is_some()) {
            true => once_each(found, root),
            false => found.into_iter().map(|source| source.path).collect(),
        };
        // The walk is in order, but for what links moved.
        if !paths.is_sorted() {
            paths.sort_unstable();
        }
        (paths, problems)
    }

    /// Whether a file of this path below the root is a source.
    pub fn covers(&self, path: &Path) -> bool {
        let is_hidden = path.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
        !is_hidden && self.patterns.iter().any(|(glob, _)| glob.is_match(path))
    }

    /// Whether a source may lie at or below the entry: the folders before the
    /// first wildcard of a pattern are the only way to what it matches.
    fn leads_on(&self, entry: &DirEntry, root: &Path) -> bool {
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        self.patterns.iter().any(|(glob, _)| {
            let fixed = fixed_folders(glob.glob().glob());
            path.starts_with(fixed) || fixed.starts_with(path)
        })
    }

    fn matches(&self, path: &Path, matched: &mut [bool]) -> bool {
        let mut any = false;
        for ((glob, _), matched) in self.patterns.iter().zip(matched) {
            if glob.is_match(path) {
                *matched = true;
                any = true;
            }
        }
        any
    }

    /// A loop needs no word: its files are found on the straight way. Nor does
    /// a broken link that is no source.
    fn unreadable(&self, root: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
        if error.loop_ancestor().is_some() {
            return None;
        }
        let whole = error.path().unwrap_or(root);
        let path = whole.strip_prefix(root).unwrap_or(whole);
        let hidden = path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        let is_link = whole.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        let is_source = self.patterns.iter().any(|(glob, _)| glob.is_match(path));
        if hidden || (is_link && !is_source) {
            return None;
        }
        let reason = error.io_error().map_or_else(|| error.to_string(), disk_error_clause);
        let shown = if path.as_os_str().is_empty() { whole } else { path };
        let (headline, help) = match is_link {
            true => (format!("cannot follow the link {}: {reason}", shown.display()), "mend it or remove it"),
            false => (format!("cannot read {}: {reason}", shown.display()), "make it readable"),
        };
        Some(Diagnostic::new(&code::UNREADABLE, Severity::Error, None, headline).help(help))
    }
}

/// A source: its path below the root, and behind a link also where it really is.
struct Found {
    path: PathBuf,
    real: Option<PathBuf>,
}

/// Of several paths to one file the least.
fn once_each(found: Vec<Found>, root: &Path) -> Vec<PathBuf> {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut paths: HashMap<PathBuf, PathBuf> = HashMap::new();
    for Found { path, real } in found {
        let real = real.unwrap_or_else(|| real_root.join(&path));
        let least = paths.entry(real).or_insert_with(|| path.clone());
        if path < *least {
            *least = path;
        }
    }
    paths.into_values().collect()
}

/// `*` does not match `/`.
fn compile(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(text).literal_separator(true).build()
}

/// The part of a pattern before the first component with a wildcard or an
/// escape, without its last component.
fn fixed_folders(pattern: &str) -> &Path {
    let wild = pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len());
    Path::new(pattern[..wild].rsplit_once('/').map_or("", |(folders, _)| folders))
}

fn is_open(entry: &DirEntry, excluded: &[PathBuf]) -> bool {
    entry.depth() == 0
        || !(entry.file_name().as_encoded_bytes().starts_with(b".")
            || excluded.iter().any(|folder| folder == entry.path()))
}

/// A folder behind a link is entered once from each link that stands in the
/// project itself: which way a pattern means is not known before it is walked.
fn is_new(entry: &DirEntry, root: &Path, linked: &mut BTreeSet<(PathBuf, PathBuf)>) -> bool {
    if entry.depth() == 0 || !entry.path_is_symlink() || !entry.file_type().is_dir() {
        return true;
    }
    let above = entry.path().ancestors().skip(1).take_while(|folder| *folder != root);
    match above.filter(|folder| folder.is_symlink()).last() {
        Some(link) => entry.path().canonicalize().map_or(true, |real| linked.insert((link.to_owned(), real))),
        None => true,
    }
}
