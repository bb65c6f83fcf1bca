//! What stands in structured TXT records: mail policies and keys, read from
//! raw texts and from the words of typed lines, and written back. A codec
//! tells what is wrong and what is doubtful as data; it asks no network.

mod bimi;
mod dkim;
mod dmarc;
mod domain_spec;
mod mta_sts;
mod piece;
mod public_key;
mod recognise;
mod remark;
mod spf;
mod spf_merge;
mod spf_read;
mod tag_list;
mod tls_rpt;
mod uri;

#[cfg(test)]
mod tests;

use std::fmt;

use super::Name;
pub use bimi::{AvatarPreference, Bimi};
pub use dkim::{Dkim, DkimKey, RSA_ADVICE, RSA_LEAST, RSA_MOST};
pub use dmarc::{Alignment, Disposition, Dmarc, FailureOption, Psd, ReportUri};
pub use domain_spec::{DomainSpec, MacroPart};
pub use mta_sts::MtaSts;
pub use recognise::{Recognised, misspelt, recognise, recognise_at};
pub use remark::{Level, Reading, Remark};
pub use spf::{LOOKUP_LIMIT, Mechanism, Qualifier, SIZE_ADVICE, Spf, Term};
pub use spf_merge::{MergedSpf, SpfMergeError};
pub use tag_list::UnknownTag;
pub use tls_rpt::TlsRpt;

/// The kinds of policy texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Spf,
    Dmarc,
    Dkim,
    MtaSts,
    TlsRpt,
    Bimi,
}

/// A policy text of any kind. Displayed in its canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PolicyText {
    Spf(Spf),
    Dmarc(Dmarc),
    Dkim(Dkim),
    MtaSts(MtaSts),
    TlsRpt(TlsRpt),
    Bimi(Bimi),
}

impl Kind {
    pub const ALL: [Kind; 6] = [Kind::Spf, Kind::Dmarc, Kind::Dkim, Kind::MtaSts, Kind::TlsRpt, Kind::Bimi];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Spf => "SPF",
            Kind::Dmarc => "DMARC",
            Kind::Dkim => "DKIM",
            Kind::MtaSts => "MTA-STS",
            Kind::TlsRpt => "TLSRPT",
            Kind::Bimi => "BIMI",
        }
    }

    /// What its lines begin with in a source.
    pub fn word(self) -> &'static str {
        match self {
            Kind::MtaSts => "MTASTS",
            other => other.title(),
        }
    }

    /// The value of its `v=`.
    pub fn version(self) -> &'static str {
        match self {
            Kind::Spf => "spf1",
            Kind::Dmarc => "DMARC1",
            Kind::Dkim => "DKIM1",
            Kind::MtaSts => "STSv1",
            Kind::TlsRpt => "TLSRPTv1",
            Kind::Bimi => "BIMI1",
        }
    }

    /// The labels in front of the domain or, for DKIM, behind the selector; none for SPF. BIMI's are those of
    /// the default selector.
    pub fn owner_labels(self) -> &'static [&'static str] {
        match self {
            Kind::Spf => &[],
            Kind::Dmarc => &["_dmarc"],
            Kind::Dkim => &["_domainkey"],
            Kind::MtaSts => &["_mta-sts"],
            Kind::TlsRpt => &["_smtp", "_tls"],
            Kind::Bimi => &["default", "_bimi"],
        }
    }

    /// Whether anybody looks for it at this name. Any name may have an SPF policy; `v=DMARC1` also
    /// allows reports (RFC 7489 section 7.1).
    pub fn is_looked_for_at(self, owner: &Name) -> bool {
        let labels: Vec<&[u8]> = owner.labels().collect();
        let front = self.owner_labels().iter().map(|label| label.as_bytes());
        let has_front = labels.iter().copied().take(front.len()).eq(front);
        match self {
            Kind::Spf => true,
            Kind::Dmarc => has_front || labels.windows(2).any(|pair| pair == [&b"_report"[..], b"_dmarc"]),
            Kind::Dkim => labels.iter().skip(1).any(|label| *label == b"_domainkey"),
            Kind::Bimi => labels.get(1) == Some(&&b"_bimi"[..]),
            Kind::MtaSts | Kind::TlsRpt => has_front,
        }
    }

    /// Reads the octets of a TXT record as this kind.
    pub fn parse(self, txt: &[u8]) -> Reading<PolicyText> {
        match self {
            Kind::Spf => wrap(Spf::parse(txt), PolicyText::Spf),
            Kind::Dmarc => wrap(Dmarc::parse(txt), PolicyText::Dmarc),
            Kind::Dkim => wrap(Dkim::parse(txt), PolicyText::Dkim),
            Kind::MtaSts => wrap(MtaSts::parse(txt), PolicyText::MtaSts),
            Kind::TlsRpt => wrap(TlsRpt::parse(txt), PolicyText::TlsRpt),
            Kind::Bimi => wrap(Bimi::parse(txt), PolicyText::Bimi),
        }
    }

    /// Reads the words of a typed line as this kind.
    pub fn from_words(self, words: &[&str]) -> Reading<PolicyText> {
        match self {
            Kind::Spf => wrap(Spf::from_words(words), PolicyText::Spf),
            Kind::Dmarc => wrap(Dmarc::from_words(words), PolicyText::Dmarc),
            Kind::Dkim => wrap(Dkim::from_words(words), PolicyText::Dkim),
            Kind::MtaSts => wrap(MtaSts::from_words(words), PolicyText::MtaSts),
            Kind::TlsRpt => wrap(TlsRpt::from_words(words), PolicyText::TlsRpt),
            Kind::Bimi => wrap(Bimi::from_words(words), PolicyText::Bimi),
        }
    }
}

impl fmt::Display for PolicyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PolicyText::Spf(spf) => spf.fmt(f),
            PolicyText::Dmarc(dmarc) => dmarc.fmt(f),
            PolicyText::Dkim(dkim) => dkim.fmt(f),
            PolicyText::MtaSts(mta_sts) => mta_sts.fmt(f),
            PolicyText::TlsRpt(tls_rpt) => tls_rpt.fmt(f),
            PolicyText::Bimi(bimi) => bimi.fmt(f),
        }
    }
}

fn wrap<T>((value, remarks): Reading<T>, kind: fn(T) -> PolicyText) -> Reading<PolicyText> {
    (value.map(kind), remarks)
}
