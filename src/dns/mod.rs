//! DNS data in the words of RFC 9499: names, RDATA, RRsets, zones. Knows
//! nothing of our language and nothing of the network.

pub mod authority;
pub mod master;
mod name;
pub mod policy_text;
mod rdata;
mod record_type;
mod records;
mod ttl;
mod zone;

pub use authority::{Answer, Authority};
pub use master::{MasterFile, MasterFileError};
pub use name::{Charset, Name, NameError};
pub use rdata::{Names, Rdata, RdataError, RdataRef, Token, WireError};
pub use record_type::RecordType;
pub use records::{Records, RrsetKey};
pub use ttl::Ttl;
pub use zone::{Assembly, PushedRecord, RrsetRef, SMALL_ZONE, Zone, ZoneBuilder, ZoneTooLarge};
