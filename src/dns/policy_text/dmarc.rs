use std::fmt;

use super::piece::Piece;
use super::remark::{Reading, Remarks};
use super::tag_list::{Form, TagList, UnknownTag, read_choice};
use super::uri::read_uri;
use crate::dns::Name;

/// A DMARC policy (RFC 7489 section 6.3; RFC 9989, its successor).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dmarc {
    /// `p=`; absent means none, where reports are asked for.
    pub policy: Option<Disposition>,
    /// `sp=`, of sub-domains.
    pub subdomains: Option<Disposition>,
    /// `np=`, of names that do not exist (RFC 9989).
    pub nonexistent: Option<Disposition>,
    pub adkim: Option<Alignment>,
    pub aspf: Option<Alignment>,
    /// `fo=`, empty where it is absent.
    pub failures: Vec<FailureOption>,
    /// Where aggregate reports go.
    pub rua: Vec<ReportUri>,
    /// Where failure reports go.
    pub ruf: Vec<ReportUri>,
    /// `psd=` (RFC 9989).
    pub psd: Option<Psd>,
    /// `t=` (RFC 9989): whether the policy is only tried out.
    pub testing: Option<bool>,
    /// `pct=`, gone in RFC 9989: 0 to 100.
    pub percent: Option<u8>,
    /// `rf=`, gone in RFC 9989: report formats as written.
    pub formats: Option<String>,
    /// `ri=`, gone in RFC 9989: seconds.
    pub interval: Option<u32>,
    pub unknown: Vec<UnknownTag>,
}

/// What to do with mail that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposition {
    None,
    Quarantine,
    Reject,
}

/// How near names must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alignment {
    Relaxed,
    Strict,
}

/// When failure reports are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureOption {
    /// `0`: all checks failed.
    All,
    /// `1`: any check failed.
    Any,
    /// `d`
    Dkim,
    /// `s`
    Spf,
}

/// Whether the domain is a public suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Psd {
    Yes,
    No,
    Unsaid,
}

/// A place for reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReportUri {
    pub uri: String,
    /// The domain of a `mailto:`, the host of another URI.
    pub host: Name,
    /// The size suffix without its `!`, as written: a number with `k`, `m`, `g`, `t` or nothing. Gone in RFC 9989.
    pub limit: Option<String>,
}

const FORM: Form = Form {
    version: "DMARC1",
    version_required: true,
    blanks: true,
    known: &["p", "sp", "np", "adkim", "aspf", "fo", "rua", "ruf", "psd", "t", "pct", "rf", "ri"],
};

const DISPOSITIONS: [(&str, Disposition); 3] =
    [("none", Disposition::None), ("quarantine", Disposition::Quarantine), ("reject", Disposition::Reject)];
const ALIGNMENTS: [(&str, Alignment); 2] = [("r", Alignment::Relaxed), ("s", Alignment::Strict)];
const FAILURES: [(&str, FailureOption); 4] = [
    ("0", FailureOption::All),
    ("1", FailureOption::Any),
    ("d", FailureOption::Dkim),
    ("s", FailureOption::Spf),
];
const PSDS: [(&str, Psd); 3] = [("y", Psd::Yes), ("n", Psd::No), ("u", Psd::Unsaid)];
const TESTING: [(&str, bool); 2] = [("y", true), ("n", false)];

impl Dmarc {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<Dmarc> {
        let mut remarks = Remarks::default();
        let Some(tags) = TagList::of_txt(txt, &FORM, &mut remarks) else { return remarks.close(None) };
        if tags.position("p").is_some_and(|at| at > 0) {
            remarks
                .note("dmarc-p-first", tags.whole, "`p=` is not the first tag behind `v=`")
                .help("RFC 7489 wants it there, and older receivers insist");
        }
        let value = read(tags, &mut remarks);
        remarks.close(Some(value))
    }

    /// Reads the words of a typed line: a tag a word in any order, `v=DMARC1` may be left out.
    pub fn from_words(words: &[&str]) -> Reading<Dmarc> {
        let mut remarks = Remarks::default();
        let Some(tags) = TagList::of_words(words, &FORM, &mut remarks) else { return remarks.close(None) };
        tags.refuse_bare(&mut remarks);
        let value = read(tags, &mut remarks);
        remarks.close(Some(value))
    }

    /// The domains outside of `domain` that reports go to, each once. Each must say that it takes
    /// them at `<domain>._report._dmarc` (RFC 7489 section 7.1). A domain above `domain` is not outside.
    pub fn external_report_domains(&self, domain: &Name) -> Vec<Name> {
        let mut external: Vec<Name> = Vec::new();
        for host in self.rua.iter().chain(&self.ruf).map(|uri| &uri.host) {
            let ours = host.is_at_or_below(domain) || (host.label_count() > 1 && domain.is_at_or_below(host));
            if !ours && !external.contains(host) {
                external.push(host.clone());
            }
        }
        external
    }

    /// The name at which `destination` allows reports about `domain`; `None` if it is too long.
    pub fn authorisation_name(domain: &Name, destination: &Name) -> Option<Name> {
        let report: [&[u8]; 2] = [b"_report", b"_dmarc"];
        Name::from_labels(domain.labels().chain(report).chain(destination.labels())).ok()
    }
}

impl fmt::Display for Dmarc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=DMARC1")?;
        write_choice(f, "p", self.policy, &DISPOSITIONS)?;
        write_choice(f, "sp", self.subdomains, &DISPOSITIONS)?;
        write_choice(f, "np", self.nonexistent, &DISPOSITIONS)?;
        write_choice(f, "adkim", self.adkim, &ALIGNMENTS)?;
        write_choice(f, "aspf", self.aspf, &ALIGNMENTS)?;
        for (index, option) in self.failures.iter().enumerate() {
            f.write_str(if index == 0 { "; fo=" } else { ":" })?;
            f.write_str(word_of(*option, &FAILURES))?;
        }
        for (tag, uris) in [("rua", &self.rua), ("ruf", &self.ruf)] {
            for (index, uri) in uris.iter().enumerate() {
                match index {
                    0 => write!(f, "; {tag}={uri}")?,
                    _ => write!(f, ",{uri}")?,
                }
            }
        }
        write_choice(f, "psd", self.psd, &PSDS)?;
        write_choice(f, "t", self.testing, &TESTING)?;
        if let Some(percent) = self.percent {
            write!(f, "; pct={percent}")?;
        }
        if let Some(formats) = &self.formats {
            write!(f, "; rf={formats}")?;
        }
        if let Some(interval) = self.interval {
            write!(f, "; ri={interval}")?;
        }
        self.unknown.iter().try_for_each(|tag| write!(f, "; {tag}"))
    }
}

impl fmt::Display for ReportUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.uri)?;
        match &self.limit {
            Some(limit) => write!(f, "!{limit}"),
            None => Ok(()),
        }
    }
}

fn write_choice<T: Copy + PartialEq>(
    f: &mut fmt::Formatter<'_>,
    tag: &str,
    value: Option<T>,
    choices: &[(&'static str, T)],
) -> fmt::Result {
    match value {
        Some(value) => write!(f, "; {tag}={}", word_of(value, choices)),
        None => Ok(()),
    }
}

fn word_of<T: Copy + PartialEq>(value: T, choices: &[(&'static str, T)]) -> &'static str {
    choices.iter().find(|(_, choice)| *choice == value).map_or("", |(word, _)| word)
}

fn read(mut tags: TagList<'_>, remarks: &mut Remarks) -> Dmarc {
    note_gone(&tags, remarks);
    let whole = tags.whole;
    let policy = tags.take("p");
    let rua = read_reports("rua", &mut tags, remarks);
    if policy.is_none() && rua.is_empty() {
        remarks
            .error("dmarc-no-policy", whole, "`p=` is missing")
            .help("write `p=none`, `p=quarantine` or `p=reject`");
    } else if policy.is_none() {
        remarks
            .note("dmarc-no-policy", whole, "`p=` is missing, which means `p=none`")
            .help("write it: receivers by RFC 7489 want it");
    }
    Dmarc {
        policy: policy.and_then(|value| read_choice("p", value, &DISPOSITIONS, remarks)),
        subdomains: choice("sp", &mut tags, &DISPOSITIONS, remarks),
        nonexistent: choice("np", &mut tags, &DISPOSITIONS, remarks),
        adkim: choice("adkim", &mut tags, &ALIGNMENTS, remarks),
        aspf: choice("aspf", &mut tags, &ALIGNMENTS, remarks),
        failures: read_failures(&mut tags, remarks),
        rua,
        ruf: read_reports("ruf", &mut tags, remarks),
        psd: choice("psd", &mut tags, &PSDS, remarks),
        testing: choice("t", &mut tags, &TESTING, remarks),
        percent: read_number("pct", 100, &mut tags, remarks).map(|number| number as u8),
        formats: tags.take("rf").map(|value| value.text.to_owned()),
        interval: read_number("ri", u32::MAX, &mut tags, remarks),
        unknown: tags.rest(remarks),
    }
}

fn choice<T: Copy>(
    tag: &'static str,
    tags: &mut TagList<'_>,
    choices: &[(&'static str, T)],
    remarks: &mut Remarks,
) -> Option<T> {
    tags.take(tag).and_then(|value| read_choice(tag, value, choices, remarks))
}

fn note_gone(tags: &TagList<'_>, remarks: &mut Remarks) {
    let advice = [
        ("pct", "leave it out; to try a policy out write `t=y`"),
        ("rf", "leave it out: there is one format"),
        ("ri", "leave it out: reports come once a day"),
    ];
    for (tag, help) in advice {
        if let Some(name) = tags.name_of(tag) {
            remarks.note("dmarc-gone", name, format!("RFC 9989 has no `{tag}=` any more")).help(help);
        }
    }
}

fn read_failures(tags: &mut TagList<'_>, remarks: &mut Remarks) -> Vec<FailureOption> {
    let Some(value) = tags.take("fo") else { return Vec::new() };
    value.split(':').filter_map(|option| read_choice("fo", option.trim(), &FAILURES, remarks)).collect()
}

fn read_number(tag: &'static str, most: u32, tags: &mut TagList<'_>, remarks: &mut Remarks) -> Option<u32> {
    let value = tags.take(tag)?;
    let digits = !value.text.is_empty() && value.text.bytes().all(|octet| octet.is_ascii_digit());
    match value.text.parse::<u32>() {
        Ok(number) if digits && number <= most => Some(number),
        _ => {
            let message = format!("`{tag}=` is `{}`, a number from 0 to {most} is wanted", value.text);
            remarks.error("policy-text-value", value, message);
            None
        }
    }
}

fn read_reports(tag: &'static str, tags: &mut TagList<'_>, remarks: &mut Remarks) -> Vec<ReportUri> {
    let Some(value) = tags.take(tag) else { return Vec::new() };
    value.split(',').filter_map(|uri| read_report(uri.trim(), remarks)).collect()
}

fn read_report(written: Piece<'_>, remarks: &mut Remarks) -> Option<ReportUri> {
    let (uri, limit) = match written.split_once('!') {
        Some((uri, limit)) => (uri, Some(limit)),
        None => (written, None),
    };
    if let Some(limit) = limit {
        let digits = limit.text.trim_end_matches(['k', 'm', 'g', 't', 'K', 'M', 'G', 'T']);
        let number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
        if !number || limit.text.len() > digits.len() + 1 {
            remarks
                .error("dmarc-report-size", limit, format!("`{}` is no size", limit.text))
                .help("write a number with `k`, `m`, `g`, `t` or nothing behind it, or leave `!` out");
            return None;
        }
        remarks.note("dmarc-report-size", limit, "RFC 9989 ignores sizes behind `!`").help("leave it out");
    }
    let host = read_uri("dmarc-report-uri", uri, &["mailto", "https", "http"], remarks)?;
    if !uri.text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        remarks
            .note("dmarc-report-uri", uri, "receivers send reports by mail only")
            .help("give a `mailto:` address");
    }
    Some(ReportUri { uri: uri.text.to_owned(), host, limit: limit.map(|limit| limit.text.to_owned()) })
}
