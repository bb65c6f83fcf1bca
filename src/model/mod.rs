//! What the sources mean: zones with their records, settings and provenance.

mod desired;
mod pattern;

pub use desired::{Chain, Desired, Origin, OriginStep, Provenance, ProviderRef, Settings, Soa, StepKind};
pub use pattern::{Pattern, PatternError, Scope, Untouched};
