use std::process::ExitCode;

/// How a command ended, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// An error; nothing was changed.
    Error = 1,
    /// `preview`: there are changes.
    Changes = 2,
    /// A guard, or the operator, refused; nothing was changed.
    Refused = 3,
    /// `push`: some changes were made and some were not; the journal says which.
    /// `import`: all zones were written, some without records that the language refuses.
    Partly = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
