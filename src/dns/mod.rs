//! DNS data in the words of RFC 9499: names, RDATA, RRsets, zones. Knows
//! nothing of our language and nothing of the network.

pub mod authority;
mod caa;
mod dnskey;
pub mod master;
pub mod message;
mod name;
mod network;
mod pointer;
pub mod policy_text;
mod rdata;
mod record_type;
mod records;
mod server_address;
mod svcb;
mod text;
mod ttl;
mod zone;

pub use authority::{Answer, Authority};
pub use caa::{Caa, IssueValue};
pub use dnskey::{Dnskey, Ds};
pub use master::{MasterFile, MasterFileError};
pub use name::{Charset, Name, NameError, NameGlob, NameGlobError};
pub use network::Network;
pub use pointer::{pointed_address, pointer_labels, pointer_name, pointer_name_in};
pub use rdata::{Names, Rdata, RdataError, RdataRef, Token, WireError};
pub use record_type::RecordType;
pub use records::{Records, RrsetKey};
pub use server_address::ServerAddress;
pub use svcb::Svcb;
pub use text::joined_text;
pub use ttl::Ttl;
pub use zone::{Assembly, PushedRecord, RrsetRef, SMALL_ZONE, Zone, ZoneBuilder, ZoneTooLarge};
