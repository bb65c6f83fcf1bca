//! `check`: asking name servers.

mod answers;
#[path = "../support/bind.rs"]
mod bind;
mod corpus;
#[path = "../support/knot.rs"]
mod knot;
mod live;
#[path = "../support/name_server.rs"]
mod name_server;
mod network;
mod odd_servers;
#[path = "../support/random.rs"]
mod random;
mod response;
mod scripted_server;
