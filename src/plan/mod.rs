//! Observed and desired to ordered changes and guards. Pure: a plan is data.

mod capabilities;
mod change;
mod observed;

pub use capabilities::{Capabilities, Granularity, Part};
pub use change::{Cause, Change, Edit};
pub use observed::{Irregularity, Observed};
