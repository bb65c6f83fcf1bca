//! Observed and desired to ordered changes and guards. Pure: a plan is data,
//! it follows from two zones and what a provider can hold, and applying its
//! changes to the observed zone gives the desired one.

mod approval;
mod attribute;
mod capabilities;
mod change;
mod comparison;
mod consent;
mod diff;
mod document;
mod fingerprint;
pub mod fit;
pub mod granularity;
pub mod guard;
mod observed;
mod order;
mod place;
pub mod registry;
mod zone_plan;

pub use approval::{Approved, NewChange, Plan};
pub use attribute::{ProviderAttribute, Takes};
pub use capabilities::{Capabilities, Granularity, Part};
pub use change::{Cause, Change, Edit};
pub use consent::{Ack, Allow, AllowError, Consent, Verdict};
pub use diff::{Difference, differences};
pub use document::FORMAT;
pub(crate) use document::RrsetDocument;
pub use fingerprint::Fingerprint;
pub use fit::{fit, fit_plan, fit_state};
pub use guard::{Guard, GuardKind, Limits};
pub use observed::{Irregularity, Observed};
pub use order::{bundles, order};
pub use place::{Place, Via};
pub use zone_plan::{Before, LeftAlone, Planned, Read, Sides, Why, ZonePlan, plan_zone};

#[cfg(test)]
mod tests;
