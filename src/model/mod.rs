//! What the sources mean: zones with their records, settings and provenance.

mod desired;
mod pattern;

pub use desired::{Chain, Desired, Origin, OriginStep, Provenance, ProviderRef, Settings, Soa, StepKind};
pub use pattern::{Pattern, PatternError, Scope, Untouched};

pub struct Model {
    pub zones: Vec<Desired>,
}
pub struct Defaults;
pub fn compile(
    _: &crate::text::Sources,
    _: &[crate::text::SourceId],
    _: &Defaults,
) -> (Model, crate::diagnostic::Problems) {
    unimplemented!()
}
