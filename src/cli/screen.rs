use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::arguments::Color;
use super::exit::Exit;
use crate::diagnostic::Problems;
use crate::provider::disk_error_clause;
use crate::report::{self, Drawing};
use crate::text::Sources;

/// Where a command writes: results to standard output, everything said about
/// them to standard error. A reader that goes away is no error and never stops
/// what is under way.
pub struct Screen {
    colour: bool,
    error_colour: bool,
    /// The first thing that went wrong with standard output.
    failure: Option<io::Error>,
}

impl Screen {
    pub fn new(color: Color) -> Screen {
        let wanted = |by_itself: ColorChoice| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => by_itself != ColorChoice::Never,
        };
        Screen {
            colour: wanted(AutoStream::choice(&io::stdout())),
            error_colour: wanted(AutoStream::choice(&io::stderr())),
            failure: None,
        }
    }

    /// Whether standard output takes colour.
    pub fn colour(&self) -> bool {
        self.colour
    }

    /// Writes a result.
    pub fn print(&mut self, text: &str) {
        self.print_with(|out| out.write_all(text.as_bytes()));
    }

    /// Writes a result that is made while it is written.
    pub fn print_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.failure.is_some() {
            return;
        }
        let mut out = io::BufWriter::new(io::stdout().lock());
        let written = write(&mut out).and_then(|()| out.flush());
        self.failed(written);
    }

    /// Notes what came of writing to standard output.
    pub fn failed(&mut self, written: io::Result<()>) {
        self.failure = written.err();
    }

    /// Says something about the result, a line.
    pub fn say(&self, line: &str) {
        // Nobody is left to hear that standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Says an error that belongs to no place in a source.
    pub fn error(&self, message: &str, help: Option<&str>) {
        self.say(&format!("error: {}", report::escape_lines(message, "  ")));
        if let Some(help) = help {
            self.say(&format!("  help: {}", report::escape_lines(help, "  ")));
        }
    }

    pub fn problems(&self, problems: &Problems, sources: &Sources) {
        let drawing = Drawing { colour: self.error_colour, ..Drawing::default() };
        let _ = write!(io::stderr().lock(), "{}", report::draw(problems, sources, drawing));
    }

    /// Asks on the terminal; `None` where there is none to ask.
    pub fn ask(&self, question: &str) -> Option<bool> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        let _ = write!(io::stderr().lock(), "{question} [y/N] ");
        let _ = io::stderr().flush();
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).ok()?;
        Some(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// The exit of the whole program: a result that could not be written is an
    /// error, unless something worse is known.
    pub fn finish(self, exit: Exit) -> Exit {
        match &self.failure {
            None => exit,
            Some(error) if error.kind() == ErrorKind::BrokenPipe => exit,
            Some(error) => {
                self.error(&format!("cannot write to standard output: {}", disk_error_clause(error)), None);
                if exit == Exit::Partly { exit } else { Exit::Error }
            }
        }
    }
}
