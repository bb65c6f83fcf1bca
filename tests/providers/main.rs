//! Providers against real servers, directories and misbehaving peers.

#[path = "../support/bind.rs"]
mod bind;
#[path = "../support/changes.rs"]
mod changes;
#[path = "../support/knot.rs"]
mod knot;
mod memory;
#[path = "../support/name_server.rs"]
mod name_server;
mod rfc2136;
mod rfc2136_faults;
mod scripted_server;
mod zone_file;
