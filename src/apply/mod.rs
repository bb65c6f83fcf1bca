//! Carry out an approved plan: in order, once, journalled. Prints nothing; who
//! wants to watch gives a [`Progress`].

pub mod journal;
mod outcome;
mod progress;
mod push;
mod stop;

pub use journal::{Journal, JournalError, Run};
pub use outcome::{Failure, Outcome, Summary, ZoneOutcome, ZoneResult};
pub use progress::{Event, Progress, Silent};
pub use push::{Job, apply};
pub use stop::Stop;

#[cfg(test)]
mod tests;
