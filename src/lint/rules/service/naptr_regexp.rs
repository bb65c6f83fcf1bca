use crate::dns::{Naptr, RecordType, Substitution, SubstitutionError};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The regexp of a NAPTR record cannot be used.
    ///
    /// Between the first two delimiters stands a POSIX extended regular expression, and behind it what it is
    /// replaced by, where `\1` to `\9` are what its groups matched (RFC 3402 section 3.2). If the expression
    /// does not compile, or a group is not there, clients drop the record. `\d`, `(?:` and other things of Perl
    /// are not known. That a part is missing is an error of compiling.
    ///
    /// Correct the expression. In a quoted text a backslash is written twice.
    ///
    /// ```zonal
    /// @  NAPTR  100 10 "u" "E2U+sip" "!^\\+49(.*)$!sip:\\1@example.com!" .
    /// ```
    RULE = "naptr-regexp", Level::Warning, Check::Rrset(&[RecordType::NAPTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(naptr) = Naptr::read(record.rdata) else { continue };
        let Some(Err(error)) = Substitution::read(naptr.regexp).map(Substitution::check) else { continue };
        let regexp = String::from_utf8_lossy(naptr.regexp);
        let owner = subject.owner().with_unicode();
        let report = findings
            .at(record.part(&regexp), format!("the regexp of a NAPTR of `{owner}` cannot be used: {error}"));
        report.help(match error {
            SubstitutionError::Expression(_) => {
                "write a POSIX extended regular expression (RFC 3402 section 3.2)"
            }
            SubstitutionError::NoGroup { .. } => {
                "put `(` and `)` around what it stands for, or write another number"
            }
        });
    }
}
