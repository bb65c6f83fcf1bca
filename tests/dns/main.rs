mod authority_corpus;
mod authority_differences;
mod authority_message;
mod authority_oracle;
#[path = "../support/bind.rs"]
mod bind;
mod generic_form;
#[path = "../support/knot.rs"]
mod knot;
mod master_file;
#[path = "../support/name_server.rs"]
mod name_server;
#[path = "../support/random.rs"]
mod random;
mod rdata_errors;
mod rdata_oracle;
mod rdata_random;
mod rdata_text;
mod rdata_wire;
