//! Providers against real servers, directories and misbehaving peers.

#[path = "../support/bind.rs"]
mod bind;
#[path = "../support/changes.rs"]
mod changes;
mod every_type;
#[path = "../support/knot.rs"]
mod knot;
mod memory;
#[path = "../support/name_server.rs"]
mod name_server;
#[path = "../dns/rdata_text.rs"]
mod rdata_text;
mod rfc2136;
mod rfc2136_faults;
mod scripted_server;
mod zone_file;
