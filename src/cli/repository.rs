use std::path::{Path, PathBuf};

/// Where a project lies below the top of its git repository, which is what CI
/// services want the paths of reports to be relative to. Empty at the top, and
/// outside of a repository.
pub fn base(project: &Path) -> PathBuf {
    let below_top = || {
        let project = project.canonicalize().ok()?;
        // In a worktree and in a submodule `.git` is a file.
        let top = project.ancestors().find(|folder| folder.join(".git").exists())?;
        project.strip_prefix(top).ok().map(Path::to_owned)
    };
    below_top().unwrap_or_default()
}
