//! Runs of the real binary, as an operator starts it.

#[path = "../support/bind.rs"]
mod bind;
mod cases;
mod console;
mod documents;
mod examples;
#[path = "../support/knot.rs"]
mod knot;
#[path = "../support/name_server.rs"]
mod name_server;
mod plan_document;
mod sandbox;
mod servers;
mod steady;
