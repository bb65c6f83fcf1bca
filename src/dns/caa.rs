use super::{RdataRef, RecordType};

/// The data of a CAA record (RFC 8659 section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caa<'d> {
    pub flags: u8,
    /// In lower case, as tags are compared.
    pub tag: String,
    pub value: &'d [u8],
}

/// The value of an `issue` property and its like (RFC 8659 section 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueValue<'d> {
    /// The domain name of an authority, as written; empty if nobody may issue.
    pub issuer: &'d str,
    /// What stands between the semicolons behind the issuer, without blanks around it.
    pub parameters: Vec<&'d str>,
}

impl<'d> Caa<'d> {
    /// `None` for other types.
    pub fn read(rdata: RdataRef<'d>) -> Option<Caa<'d>> {
        let RdataRef { record_type: RecordType::CAA, wire: [flags, length, rest @ ..] } = rdata else {
            return None;
        };
        let (tag, value) = rest.split_at_checked(usize::from(*length))?;
        Some(Caa { flags: *flags, tag: String::from_utf8_lossy(tag).to_ascii_lowercase(), value })
    }

    /// Whether authorities that do not know the tag must not issue.
    pub fn is_critical(&self) -> bool {
        self.flags & 0x80 != 0
    }

    /// The parts of the value; `None` for a tag whose value has another form, or a value that is no text.
    pub fn issue_value(&self) -> Option<IssueValue<'d>> {
        if !matches!(self.tag.as_str(), "issue" | "issuewild" | "issuemail" | "issuevmc") {
            return None;
        }
        let text = std::str::from_utf8(self.value).ok()?;
        let blank = [' ', '\t'];
        let (issuer, rest) = text.split_once(';').unwrap_or((text, ""));
        let parameters = match rest.trim_matches(blank) {
            "" => Vec::new(),
            rest => rest.split(';').map(|parameter| parameter.trim_matches(blank)).collect(),
        };
        Some(IssueValue { issuer: issuer.trim_matches(blank), parameters })
    }
}

impl IssueValue<'_> {
    /// Whether it allows no authority.
    pub fn is_nobody(&self) -> bool {
        self.issuer.is_empty()
    }

    /// Whether the issuer follows its grammar, or there is none.
    pub fn has_domain_name(&self) -> bool {
        self.issuer.is_empty() || self.issuer.split('.').all(is_label)
    }

    /// The tag and the value of one of the parameters, if it follows its grammar.
    pub fn parameter(written: &str) -> Option<(&str, &str)> {
        let (tag, value) = written.split_once('=')?;
        let (tag, value) = (tag.trim_end_matches([' ', '\t']), value.trim_start_matches([' ', '\t']));
        let is_value = value.bytes().all(|octet| octet.is_ascii_graphic() && octet != b';');
        (is_label(tag) && is_value).then_some((tag, value))
    }
}

/// Letters and digits, and hyphens between them: a label of an issuer, or the tag of a parameter.
fn is_label(label: &str) -> bool {
    let is_inner = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
    let is_edge = |octet: Option<u8>| octet.is_some_and(|octet| octet != b'-');
    label.bytes().all(is_inner) && is_edge(label.bytes().next()) && is_edge(label.bytes().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_and_parameters() {
        for (value, issuer, parameters, fits) in [
            ("letsencrypt.org", "letsencrypt.org", &[][..], true),
            ("", "", &[], true),
            (" ; ", "", &[], true),
            (" ca.example ; a=1 ; b = 2", "ca.example", &["a=1", "b = 2"], true),
            ("ca.example;a=1;", "ca.example", &["a=1", ""], true),
            ("https://ca.example", "https://ca.example", &[], false),
            ("ca.example.", "ca.example.", &[], false),
            ("-ca.example", "-ca.example", &[], false),
        ] {
            let wire = [b"\x80\x05ISSUE", value.as_bytes()].concat();
            let caa = Caa::read(RdataRef { record_type: RecordType::CAA, wire: &wire }).unwrap();
            assert!(caa.is_critical() && caa.tag == "issue");
            let read = caa.issue_value().unwrap();
            assert_eq!(
                (read.issuer, &read.parameters[..], read.has_domain_name()),
                (issuer, parameters, fits)
            );
        }
        for (written, expected) in [
            ("a=1", Some(("a", "1"))),
            ("b = 2", Some(("b", "2"))),
            ("b=", Some(("b", ""))),
            ("a", None),
            ("", None),
            ("a_b=1", None),
            ("a=1 2", None),
        ] {
            assert_eq!(IssueValue::parameter(written), expected, "{written}");
        }
    }
}
