//! The command line: one file a command. Only here and in `report` anything is
//! printed.

mod arguments;
mod build;
mod connections;
mod corrections;
mod exit;
mod explain;
mod fmt;
mod import;
mod kind;
mod lint;
mod list;
mod live_test;
mod origin;
mod preview;
mod push;
mod repository;
mod rewrite;
mod screen;
mod selection;
mod signals;
mod survey;
mod test;
mod workspace;
mod zones;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Color, Command};
pub use exit::Exit;
use screen::Screen;

/// Runs one command; `arguments` begin with the program's own name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(said) => {
            // Help and version are no errors; the 2 that clap ends with means
            // "there are changes" here.
            let exit = if said.use_stderr() { Exit::Error } else { Exit::Done };
            let mut screen = Screen::new(Color::Auto);
            screen.failed(said.print());
            return screen.finish(exit).into();
        }
    };
    let mut screen = Screen::new(arguments.color);
    if let Err(error) = signals::let_writes_fail() {
        screen.error(&format!("cannot listen for signals: {error}"), None);
        return screen.finish(Exit::Error).into();
    }
    let exit = match arguments.command {
        Command::Build(build) => build::run(&build, arguments.project.as_deref(), &mut screen),
        Command::Preview(preview) => preview::run(&preview, arguments.project.as_deref(), &mut screen),
        Command::Push(push) => push::run(&push, arguments.project.as_deref(), &mut screen),
        Command::Lint(lint) => lint::run(&lint, arguments.project.as_deref(), &mut screen),
        Command::Test(test) => test::run(&test, arguments.project.as_deref(), &mut screen),
        Command::Import(import) => import::run(&import, arguments.project.as_deref(), &mut screen),
        Command::Zones(zones) => zones::run(&zones, arguments.project.as_deref(), &mut screen),
        Command::Fmt(fmt) => fmt::run(&fmt, arguments.project.as_deref(), &mut screen),
        Command::Explain(explain) => explain::run(&explain, arguments.project.as_deref(), &mut screen),
        Command::List(list) => list::run(&list, arguments.project.as_deref(), &mut screen),
    };
    screen.finish(exit).into()
}
