//! The conformance table: every provider is brought from state to state by our
//! own language, plan and push. After each step a second plan is empty and the
//! zone reads back as it is wanted.

mod bad_server;
mod group;
mod kill;
mod proxy;
mod subject;
mod table;

#[path = "../support/bind.rs"]
mod bind;
#[path = "../support/knot.rs"]
mod knot;
#[path = "../support/name_server.rs"]
mod name_server;

#[tokio::test]
async fn memory() {
    let groups = group::all();
    table::run(&subject::memory(&groups), &groups).await;
}

#[tokio::test]
async fn zone_files() {
    let groups = group::all();
    table::run(&subject::zone_file(), &groups).await;
}

#[tokio::test]
async fn bind_by_rfc2136() {
    let groups = group::all();
    if let Some(subject) = subject::bind(&groups) {
        table::run(&subject, &groups).await;
    }
}

#[tokio::test]
async fn knot_by_rfc2136() {
    let groups = group::all();
    if let Some(subject) = subject::knot(&groups) {
        table::run(&subject, &groups).await;
    }
}
