use super::*;
use crate::dns::{Charset, Name};

const CASES: [(Kind, &str); 6] = [
    (Kind::Spf, include_str!("cases/spf.txt")),
    (Kind::Dmarc, include_str!("cases/dmarc.txt")),
    (Kind::Dkim, include_str!("cases/dkim.txt")),
    (Kind::MtaSts, include_str!("cases/mta_sts.txt")),
    (Kind::TlsRpt, include_str!("cases/tls_rpt.txt")),
    (Kind::Bimi, include_str!("cases/bimi.txt")),
];

/// A case is a line `txt TEXT` or `words A|B`; indented below stands what comes of it.
fn run(kind: Kind, cases: &str) -> String {
    let mut out = String::new();
    for case in cases.lines().filter(|line| !line.starts_with("  ")) {
        out.push_str(case);
        let (value, remarks) = read_case(kind, case);
        match value {
            Some(value) => out.push_str(&format!("\n  = {value}\n")),
            None => out.push_str("\n  =\n"),
        }
        for remark in remarks {
            let Remark { level, code, word, at, message, help } = remark;
            out.push_str(&format!("  {level:?} {code} {word}:{}-{} {message}\n", at.start, at.end));
            help.into_iter().for_each(|help| out.push_str(&format!("    help: {help}\n")));
        }
    }
    out
}

fn read_case(kind: Kind, case: &str) -> Reading<PolicyText> {
    let (how, text) = case.split_once(' ').unwrap_or((case, ""));
    match how {
        "words" => {
            let words: Vec<&str> = text.split('|').filter(|word| !word.is_empty()).collect();
            kind.from_words(&words)
        }
        _ => kind.parse(text.as_bytes()),
    }
}

#[test]
fn cases() {
    for (kind, cases) in CASES {
        assert_eq!(run(kind, cases), cases, "{kind:?}");
    }
}

/// xorshift64*: the same mutations in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }

    fn mutate(&mut self, text: &[u8]) -> Vec<u8> {
        const LIKELY: &[u8] = b" ;:=/%{}.,!@-+~?\\rd0149\xe2\x80\x9d\xff\t";
        let mut text = text.to_vec();
        for _ in 0..1 + self.below(2) {
            let at = self.below(text.len() + 1);
            let octet = LIKELY[self.below(LIKELY.len())];
            match self.below(4) {
                0 => text.insert(at, octet),
                1 => text.truncate(at.max(8)),
                2 if at < text.len() => text[at] = octet,
                _ if at < text.len() => drop(text.remove(at)),
                _ => {}
            }
        }
        text
    }
}

#[test]
fn mutated_texts_never_panic_and_what_is_displayed_reads_back() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut read_back = 0;
    for (kind, cases) in CASES {
        let texts: Vec<&str> = cases.lines().filter_map(|line| line.strip_prefix("txt ")).collect();
        for round in 0..4000 {
            let text = random.mutate(texts[round % texts.len()].as_bytes());
            recognise(&text);
            let words = String::from_utf8_lossy(&text).into_owned();
            let words: Vec<&str> = words.split(' ').collect();
            for (value, remarks) in [kind.parse(&text), kind.from_words(&words)] {
                let failed = remarks.iter().any(|remark| remark.level == Level::Error);
                assert_eq!(failed, value.is_none(), "{text:?}: {remarks:?}");
                if let Some(value) = value {
                    let canonical = value.to_string();
                    assert_eq!(kind.parse(canonical.as_bytes()).0, Some(value), "{canonical}");
                    read_back += 1;
                }
            }
        }
    }
    assert!(read_back > 2000, "only {read_back} were legal");
}

/// A TXT value, its kind and whether it starts exactly.
type Meant = (&'static [u8], Option<(Kind, bool)>);

#[test]
fn recognises_what_was_meant() {
    let table: [Meant; 18] = [
        (b"v=spf1 -all", Some((Kind::Spf, true))),
        (b"V=SPF1", Some((Kind::Spf, true))),
        (b"v=spf1include:a.example", Some((Kind::Spf, false))),
        (b" v=spf1 -all", Some((Kind::Spf, false))),
        (b"\"v=spf1 -all\"", Some((Kind::Spf, false))),
        (b"v=DMARC1; p=none", Some((Kind::Dmarc, true))),
        (b"v=DMARC1 ;p=none", Some((Kind::Dmarc, true))),
        (b"v=DMARC1\\; p=none", Some((Kind::Dmarc, false))),
        (b"nv=DMARC1; p=none", Some((Kind::Dmarc, false))),
        (b"v=dmarc1; p=none", Some((Kind::Dmarc, false))),
        ("\u{201c}v=DMARC1; p=none".as_bytes(), Some((Kind::Dmarc, false))),
        (b"v = DKIM1; p=", Some((Kind::Dkim, false))),
        (b"v=STSv1; id=1", Some((Kind::MtaSts, true))),
        (b"v=TLSRPTv1;rua=mailto:a@example.com", Some((Kind::TlsRpt, true))),
        (b"v=BIMI1; l=", Some((Kind::Bimi, true))),
        (b"k=rsa; p=AAAA", None),
        (b"spf2.0/pra mx -all", None),
        (b"see v=spf1", None),
    ];
    for (txt, expected) in table {
        let found = recognise(txt).map(|found| (found.kind, found.exact));
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(txt));
    }
    let key = |owner: &str, txt: &[u8]| recognise_at(&name(owner), txt).map(|found| found.kind);
    assert_eq!(key("s1._domainkey.example.", b"k=rsa; p=AAAA"), Some(Kind::Dkim));
    assert_eq!(key("s1.example.", b"k=rsa; p=AAAA"), None);
    assert_eq!(key("s1._domainkey.example.", b"hello"), None);
}

#[test]
fn spf_lines_merge() {
    let table: [(&[&str], &str); 12] = [
        (&["mx ~all", "include:a.example ip4:192.0.2.1"], "v=spf1 ip4:192.0.2.1 mx include:a.example ~all"),
        (&["include:a.example ip4:192.0.2.1", "mx ~all"], "v=spf1 ip4:192.0.2.1 mx include:a.example ~all"),
        (
            &["include:A.example. -all", "include:a.example ip4:192.0.2.1/32 ip4:192.0.2.1"],
            "v=spf1 ip4:192.0.2.1 include:A.example. -all",
        ),
        (&["mx -all", "a -all"], "v=spf1 a mx -all"),
        (
            &["include:b.example include:a.example"],
            "v=spf1 include:b.example include:a.example ~all (assumed)",
        ),
        (&["mx", "a"], "v=spf1 a mx ~all (assumed)"),
        (&["?mx redirect=a.example"], "v=spf1 ?mx redirect=a.example"),
        (&["mx", "redirect=a.example"], "Redirect { at: 1 }"),
        (&["mx", "?a -all"], "Qualifier { at: 1, term: \"?a\" }"),
        (&["mx -all", "a ~all"], "All { first: (0, Fail), other: (1, SoftFail) }"),
        (&["-all mx", "a"], "AfterAll { at: 0, term: \"mx\" }"),
        (&["mx exp=a.example", "a exp=b.example"], "Modifier { name: \"exp\", first: 0, other: 1 }"),
    ];
    for (lines, expected) in table {
        let spfs: Vec<Spf> = lines.iter().map(|line| spf(&format!("v=spf1 {line}"))).collect();
        let merged = match Spf::merge(&spfs) {
            Ok(MergedSpf { spf, all_assumed: true }) => format!("{spf} (assumed)"),
            Ok(MergedSpf { spf, all_assumed: false }) => spf.to_string(),
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(merged, expected, "{lines:?}");
    }
}

#[test]
fn spf_counts_what_queries_dns() {
    let policy = spf(
        "v=spf1 a mx ptr ip4:192.0.2.1 ip6:2001:db8:: include:a.example ?include:%{d}.b.example exists:c.example exp=d.example redirect=e.example",
    );
    assert_eq!(policy.lookups(), 7);
    let includes: Vec<Option<Name>> = policy.includes().map(DomainSpec::name).collect();
    assert_eq!(includes, [Some(name("a.example.")), None]);
    assert_eq!(policy.redirect().and_then(DomainSpec::name), Some(name("e.example.")));
    assert_eq!(spf("v=spf1 mx -all").all(), Some(Qualifier::Fail));
}

#[test]
fn dmarc_lists_domains_outside() {
    let text = b"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@r.example.com,mailto:c@Report.example,\
        mailto:d@report.example; ruf=mailto:e@other.example?subject=x";
    let dmarc = Dmarc::parse(text).0.expect("legal");
    let outside = dmarc.external_report_domains(&name("example.com."));
    assert_eq!(outside, [name("report.example."), name("other.example.")]);
    assert_eq!(dmarc.external_report_domains(&name("r.example.com.")), outside);
    let asked = Dmarc::authorisation_name(&name("example.com."), &name("report.example."));
    assert_eq!(asked, Some(name("example.com._report._dmarc.report.example.")));
}

fn spf(text: &str) -> Spf {
    Spf::parse(text.as_bytes()).0.expect("legal")
}

fn name(text: &str) -> Name {
    Name::parse(text, Charset::Octets, None).expect("a name")
}

#[test]
fn misspelt_versions() {
    for (text, expected) in [
        ("v=spf mx -all", Some(Kind::Spf)),
        ("v=spf2 mx -all", Some(Kind::Spf)),
        ("v:dmarc; p=none", Some(Kind::Dmarc)),
        ("DMARC1; p=none", Some(Kind::Dmarc)),
        ("  v=TLSRPT; rua=mailto:x@example.com", Some(Kind::TlsRpt)),
        ("v=spf1 mx -all", None),
        ("v=spf1include:example.com", None),
        ("v=verifydomain MS=1", None),
        ("v=1", None),
        ("v=", None),
        ("spf1", None),
        ("", None),
    ] {
        assert_eq!(misspelt(text.as_bytes()), expected, "{text}");
    }
    assert_eq!(misspelt(b"v=\xff\xfe"), None);
}

#[test]
fn places() {
    for (kind, owner, expected) in [
        (Kind::Spf, "any.example", true),
        (Kind::Dmarc, "_dmarc.a.example", true),
        (Kind::Dmarc, "a.example._report._dmarc.b.example", true),
        (Kind::Dmarc, "a._dmarc.example", false),
        (Kind::Dmarc, "example", false),
        (Kind::Dkim, "s1._domainkey.example", true),
        (Kind::Dkim, "_domainkey.example", false),
        (Kind::TlsRpt, "_smtp._tls.example", true),
        (Kind::TlsRpt, "_tls._smtp.example", false),
        (Kind::TlsRpt, "_smtp", false),
        (Kind::MtaSts, "_mta-sts.example", true),
        (Kind::MtaSts, ".", false),
        (Kind::Bimi, "s2._bimi.example", true),
        (Kind::Bimi, "_bimi.example", false),
    ] {
        assert_eq!(kind.is_looked_for_at(&owner.parse().unwrap()), expected, "{kind:?} {owner}");
    }
}
