#[path = "../support/changes.rs"]
mod changes;
mod memory;
mod zone_file;
