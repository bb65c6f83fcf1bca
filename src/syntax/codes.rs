//! The codes of this layer: what can be wrong with a text before anybody asks
//! what it means.

use crate::diagnostic::codes;

codes! {
    /// A text begins with `"` and does not end on its line.
    ///
    /// Close it before the end of the line. A long text can be written as several
    /// texts behind each other, in `( )` also over several lines: DNS joins them
    /// without a space.
    UNCLOSED_TEXT = "unclosed-text";

    /// A `(` or `[` is not closed.
    ///
    /// Inside `( )` and `[ ]` a statement goes on over the ends of lines, so a
    /// missing `)` or `]` would swallow the lines below. Close it.
    UNCLOSED_BRACKET = "unclosed-bracket";

    /// A block lacks its `}`.
    ///
    /// The place shown is the `{` whose partner is missing, judged by the
    /// indentation of the lines and by headers that cannot stand inside a block.
    UNCLOSED_BLOCK = "unclosed-block";

    /// A `}` closes nothing.
    ///
    /// There is one `}` more than there are `{`. Remove it, or find the header
    /// above that lost its `{`.
    UNOPENED_BLOCK = "unopened-block";

    /// Blocks or lists are nested too deeply.
    ///
    /// 64 blocks and 64 brackets within each other are allowed; no zone needs
    /// more than a handful.
    NESTED_TOO_DEEPLY = "nested-too-deeply";

    /// A `;` stands outside a text.
    ///
    /// In master files `;` starts a comment, and a pasted `v=DMARC1; p=none` loses
    /// its tail that way. Here a comment starts with `#`, and a text that holds a
    /// `;` is written in quotes.
    SEMICOLON = "semicolon";

    /// A directive of master files.
    ///
    /// The language has no `$ORIGIN` (use `under NAME { }`), no `$TTL` (use `ttl`
    /// inside the zone), no `$INCLUDE` (all `*.dns` files are one program) and no
    /// `$GENERATE` (use `for i in 1..254 { }`).
    DIRECTIVE = "master-file-directive";

    /// A record line begins with its type.
    ///
    /// In a master file a blank owner means that of the record above (RFC 1035 section
    /// 5.1). Such a line changes its meaning when it is moved, so the owner is always
    /// written; `@` is the name of the zone or of the `under` around it.
    NO_OWNER = "no-owner";

    /// A SOA stands as a record line.
    ///
    /// The serial of a SOA changes with each push and is made by zonal, so the SOA is a setting without
    /// a serial. Comments begin with `#`.
    ///
    /// Write the `soa` setting.
    ///
    /// ```zonal
    /// soa ns1.example.net. hostmaster.example.com. [refresh = 2h]
    /// ```
    SOA_RECORD = "soa-record";

    /// A record type in lower-case letters.
    ///
    /// Types are written in capitals; that leaves every other word free as a name.
    ///
    /// Write the type in capitals; `zonal lint --fix` does it for you.
    ///
    /// ```zonal
    /// www  A  192.0.2.1      # not: www a 192.0.2.1
    /// ```
    LOWER_CASE_TYPE = "lower-case-type";

    /// A record line ends behind its type.
    ///
    /// A type alone says nothing; an owner that shall only exist needs no line.
    ///
    /// Write the values behind the type, or take the line away.
    ///
    /// ```zonal
    /// www  A  192.0.2.1
    /// ```
    NO_RDATA = "no-rdata";

    /// A header without its `{`, or the `{` on a line of its own.
    ///
    /// The `{` stands on the line of the header: `zone example.com {`.
    NO_BRACE = "no-brace";

    /// A statement is known but not written as it must be.
    ///
    /// The line begins like a statement of the language, and then something lacks or is too much.
    ///
    /// Write it as the message shows; the reference in docs/language.md has every form.
    MALFORMED = "malformed-statement";

    /// One statement takes more than 16 MiB, or 200 stand on one line.
    ///
    /// No record or list needs that; the file is probably not a source.
    TOO_LONG = "statement-too-long";

    /// A line is no statement of the language.
    ///
    /// It is neither a record nor one of the keywords. Files of other tools, and master files, are not read as sources:
    /// `zonal import` turns master files into sources.
    ///
    /// Correct the line, or begin it with `#` if it is a remark.
    ///
    /// ```zonal
    /// # a remark
    /// www  A  192.0.2.1
    /// ```
    NOT_UNDERSTOOD = "not-understood";
}
