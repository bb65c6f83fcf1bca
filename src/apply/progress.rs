use super::ZoneResult;
use crate::dns::Name;
use crate::provider::WriteFailure;

/// Something that happened to one zone at one instance.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// The first request is about to go out.
    Started { requests: usize },
    /// A request is about to go out; numbers count from one.
    Sending { number: usize, of: usize, changes: usize },
    /// A request was answered, or not.
    Answered { number: usize, of: usize, result: &'a Result<(), WriteFailure> },
    /// All requests are done; the zone is read back.
    Verifying,
    /// Nothing more will happen to it.
    Finished(&'a ZoneResult),
}

/// Told what happens while a plan is applied; zones run side by side, so events
/// of several zones mix.
pub trait Progress: Send + Sync {
    /// Must return soon: the zone waits for it.
    fn event(&self, apex: &Name, instance: &str, event: Event<'_>);
}

/// Watches nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _apex: &Name, _instance: &str, _event: Event<'_>) {}
}
