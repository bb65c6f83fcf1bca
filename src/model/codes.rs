//! What the model has to say about sources, with the manual page of each.

use crate::diagnostic::{Code, codes};

/// Those of warnings. Some of them are codes of errors too.
pub static WARNINGS: &[&Code] = &[&BAD_POLICY_TEXT, &DEPRECATED, &MIXED_SCRIPT, &SPF_WITHOUT_ALL];

/// Whether it is the name of a code that only errors of the language have.
pub fn is_always_error(name: &str) -> bool {
    let named = |code: &&Code| code.name == name;
    ALL.iter().chain(crate::syntax::codes::ALL).any(named) && !WARNINGS.iter().any(named)
}

codes! {
    /// An owner ends in the name of its zone without a final dot.
    ///
    /// Owners are completed with the origin, so `www.example.com` inside `zone example.com` would be
    /// `www.example.com.example.com`.
    ///
    /// Write the part before the zone's name only, or `@` for the zone itself.
    ///
    /// ```zonal
    /// zone example.com {
    ///   www  A  192.0.2.1      # not: www.example.com
    /// }
    /// ```
    REPEATED_ZONE_NAME = "repeated-zone-name";

    /// A name of several labels inside RDATA has no final dot.
    ///
    /// In a master file such a name is completed with the origin, which is nearly never meant and
    /// breaks mail and web in silence. Here it is refused.
    ///
    /// Write `a.b.` for the name on the internet, or `a.b.@` for the name below the origin.
    ///
    /// ```zonal
    /// www  CNAME  shops.example.org.
    /// ftp  CNAME  files.internal.@
    /// ```
    TARGET_WITHOUT_DOT = "target-without-dot";

    /// An IP address stands where a name is wanted.
    ///
    /// CNAME, MX, NS, SRV and their like hold names; an address there would be looked up as a name and
    /// never be found.
    ///
    /// Give the address a name of its own, and write that name.
    ///
    /// ```zonal
    /// mail  A   192.0.2.5
    /// @     MX  10 mail
    /// ```
    ADDRESS_AS_TARGET = "address-as-target";

    /// An IPv6 address is an owner in a zone that is no reverse zone.
    ///
    /// Only reverse zones have names that stand for addresses.
    ///
    /// Move the line into the reverse zone of its network.
    ///
    /// ```zonal
    /// zone 2001:db8::/48 {
    ///   2001:db8::1  PTR  www.example.com.
    /// }
    /// ```
    ADDRESS_AS_OWNER = "address-as-owner";

    /// An absolute owner is not at or below the origin it stands under.
    ///
    /// A zone holds names at and below its apex only, and `under` promises that all in it lies below.
    ///
    /// Move the line, or leave the final dot away if a name below the origin is meant.
    ///
    /// ```zonal
    /// zone example.com {
    ///   www.example.com.  A  192.0.2.1
    /// }
    /// ```
    OWNER_OUTSIDE = "owner-outside";

    /// A text is no domain name.
    ///
    /// A label has 1 to 63 octets and a name at most 255 (RFC 1035 section 2.3.4); international labels
    /// must be valid (UTS 46).
    ///
    /// Correct the part that the message names.
    BAD_NAME = "bad-name";

    /// A label mixes scripts that are not written together.
    ///
    /// Letters of two scripts can look the same; such names are used to deceive, or come from a wrong
    /// keyboard.
    ///
    /// Check the label letter by letter; write it in one script.
    MIXED_SCRIPT = "mixed-script";

    /// What stands behind `zone`, `extend` or `external zone` names no zone.
    ///
    /// A zone is named by its apex, or by its network if it is a reverse zone.
    ///
    /// Write a domain name or a network.
    ///
    /// ```zonal
    /// zone example.com { }
    /// zone 192.0.2.0/24 { }
    /// ```
    BAD_ZONE_NAME = "bad-zone-name";

    /// A network does not end between two labels of the reverse tree.
    ///
    /// Reverse names have one label for 8 bits of an IPv4 address and for 4 bits of an IPv6 address, so
    /// only such prefixes are zones.
    ///
    /// Use the prefixes that the message names. A part of such a network is named as its parent
    /// delegates it: `classless rfc2317` (`0/25.2.0.192.in-addr.arpa`) or `classless rfc4183`
    /// (`0-25.2.0.192.in-addr.arpa`, also for 256 addresses and more).
    ///
    /// ```zonal
    /// zone 192.0.2.0/25 {
    ///   classless rfc2317
    ///   192.0.2.7  PTR  www.example.com.
    /// }
    /// ```
    NETWORK_BOUNDARY = "network-boundary";

    /// Two `zone` blocks declare the same zone, or it is also an `external zone`.
    ///
    /// One place must say what a zone is; the rest adds to it. Names that differ in case or in the form
    /// of international labels are the same.
    ///
    /// Keep one `zone` block and make the others `extend`.
    ///
    /// ```zonal
    /// zone example.com { }
    /// extend example.com { }
    /// ```
    ZONE_DECLARED_TWICE = "zone-declared-twice";

    /// `extend` names a zone that no `zone` block declares.
    ///
    /// It is probably mistyped, and its records would go nowhere.
    ///
    /// Correct the name or declare the zone.
    UNKNOWN_ZONE = "unknown-zone";

    /// A `$name` is not defined.
    ///
    /// Values come from `let`, `table`, `for` and the parameters of a template, nothing else.
    ///
    /// Correct the name or define it.
    ///
    /// ```zonal
    /// let web = [192.0.2.10, 2001:db8::10]
    /// ```
    UNKNOWN_VARIABLE = "unknown-variable";

    /// A name is defined twice.
    ///
    /// There is one namespace for the whole project and order means nothing, so two definitions cannot
    /// both hold.
    ///
    /// Rename one of them.
    DEFINED_TWICE = "defined-twice";

    /// Definitions go round in a circle.
    ///
    /// Each value or template would need itself first.
    ///
    /// Break the circle at one of the places named.
    DEFINITION_CYCLE = "definition-cycle";

    /// A value is of another kind than its place wants.
    ///
    /// A list cannot be a TTL, nor a text an address.
    ///
    /// Use a value of the kind that the message names.
    WRONG_KIND = "wrong-kind";

    /// A `${...}` is not understood, or a value stands in a name or text without its braces.
    ///
    /// Inside the braces stands one variable, with `:03` to pad a number or `|dash` to replace dots,
    /// and nothing else.
    ///
    /// Correct it, or write `\${` for the characters themselves.
    ///
    /// ```zonal
    /// host${i:03}  A  192.0.2.1
    /// ```
    BAD_SPLICE = "bad-splice";

    /// A `\` stands before a letter.
    ///
    /// It protects the character behind it, as `\"` does in a text, and `\DDD` is an octet. A letter needs
    /// no protection, so the `\` would be lost in silence: `"C:\new"` would be `C:new`.
    ///
    /// Write `\\` for the character itself.
    ///
    /// ```zonal
    /// path  TXT  "C:\\new"
    /// ```
    BAD_ESCAPE = "bad-escape";

    /// A record type is not known.
    ///
    /// Only types with a known layout can be checked.
    ///
    /// Correct the mnemonic. A type without one is written `TYPE1234 \# length hex` (RFC 3597).
    UNKNOWN_TYPE = "unknown-type";

    /// A record that DNSSEC signing makes is written by hand.
    ///
    /// RRSIG, NSEC, NSEC3 and NSEC3PARAM are made by the signer and would be wrong after the next
    /// change.
    ///
    /// Remove the line and let the server sign (`dnssec on`).
    SIGNED_BY_SERVER = "signed-by-server";

    /// A type exists in questions or messages only.
    ///
    /// OPT, TSIG, AXFR, ANY and their like are never data of a zone (RFC 6895 section 3.1).
    ///
    /// Remove the line.
    NOT_ZONE_DATA = "not-zone-data";

    /// The data of a record does not fit its type.
    ///
    /// Servers would refuse the zone, or serve something else than meant.
    ///
    /// Correct the value that the message names.
    BAD_RDATA = "bad-rdata";

    /// A text of several words stands without quotes.
    ///
    /// Each word would become a string of its own, and strings are joined without blanks: `v=spf1
    /// include:x` would be `v=spf1include:x`.
    ///
    /// Put the whole text in quotes.
    ///
    /// ```zonal
    /// @  TXT  "v=spf1 include:_spf.example.net ~all"
    /// ```
    TXT_NOT_QUOTED = "txt-not-quoted";

    /// A text is no TTL.
    ///
    /// A TTL is a duration of at most 2147483647 seconds (RFC 2181 section 8).
    ///
    /// Write seconds or units, each once and falling: `300`, `5m`, `1h30m`, `2d`.
    BAD_TTL = "bad-ttl";

    /// A statement stands where it has no meaning.
    ///
    /// Records and settings belong to a zone; definitions belong to the top of a file.
    ///
    /// Move it.
    MISPLACED = "misplaced";

    /// A test asks or expects something that no answer can be held against.
    ///
    /// A test that cannot be evaluated would say nothing about the zones. SOA, ANY and the types that
    /// signing makes are not asked for; NODATA and NXDOMAIN stand alone.
    ///
    /// Ask for a type of zone data, and expect values, NODATA, NXDOMAIN or REFERRAL.
    ///
    /// ```zonal
    /// test "mail" {
    ///   example.com        MX  -> 10 mx1.example.net., 20 mx2.example.net.
    ///   ftp.example.com    A   -> NXDOMAIN
    /// }
    /// ```
    BAD_EXPECTATION = "bad-expectation";

    /// A line of a test does not hold.
    ///
    /// `zonal test` asks the compiled zones, as a server with all of them would answer; with
    /// `--server` it asks that server.
    ///
    /// Correct the zone, or the test if the zone is right. Where the sources answer as expected and the
    /// server does not, push the zone, or look who else changes it there.
    TEST_FAILED = "test-failed";

    /// An attribute is not known.
    ///
    /// It would have no effect.
    ///
    /// Correct it. There are `owner`, `note`, `until`, `ticket`, `proxied`, `ptr`, `allow` with `reason`,
    /// and `kind.key` for the options of a provider; `with` also takes `ttl`.
    ///
    /// ```zonal
    /// www  A  192.0.2.1  [owner = web-team, until = 2026-12-31]
    /// ```
    UNKNOWN_ATTRIBUTE = "unknown-attribute";

    /// The value of an attribute is not of its kind, or the attribute is given twice.
    ///
    /// Dates, switches and texts are checked, so that reports can rely on them.
    ///
    /// Write a value as the message says: `until` takes a real date as `2026-12-31`, `proxied` and
    /// `ptr` take none or `true` or `false`, and `allow` needs a `reason` beside it.
    BAD_ATTRIBUTE = "bad-attribute";

    /// A setting is given twice with different values, or another line says otherwise.
    ///
    /// Order means nothing and nothing accumulates, so two values cannot both hold. `nameservers`
    /// are the NS records of the apex, so NS lines there must name the same servers.
    ///
    /// Keep one of them.
    SETTING_CONFLICT = "setting-conflict";

    /// The value of a setting is not of its kind.
    ///
    /// A setting that is not understood would have no effect or a wrong one.
    ///
    /// Write a value as the message says.
    BAD_SETTING = "bad-setting";

    /// A provider, mirror or registrar is not in `zonal.toml`.
    ///
    /// Zones name the instances of the project file; what they are and their credentials stand there.
    ///
    /// Correct the name or add the instance to `zonal.toml`.
    UNKNOWN_INSTANCE = "unknown-instance";

    /// The same record is written twice.
    ///
    /// An RRset holds a value once (RFC 2181 section 5); the second line does nothing and will be
    /// forgotten when the first is changed.
    ///
    /// Remove one of the two lines.
    DUPLICATE_RECORD = "duplicate-record";

    /// Records of one RRset have different TTLs.
    ///
    /// An RRset has one TTL (RFC 2181 section 5.2); servers would take any of them.
    ///
    /// Give all records of this name and type the same TTL.
    TTL_CONFLICT = "ttl-conflict";

    /// A CNAME stands beside other data, or there are two.
    ///
    /// An alias has no other data (RFC 1034 section 3.6.2, RFC 2181 section 10.1); servers refuse such
    /// a zone.
    ///
    /// Keep either the CNAME or the rest. At the apex, where SOA and NS stand, use ALIAS or the
    /// addresses.
    CNAME_CONFLICT = "cname-conflict";

    /// A DNAME stands beside another DNAME or a CNAME, or has records below it.
    ///
    /// A DNAME redirects the whole tree below it (RFC 6672 section 2.4), so nothing below can be seen.
    ///
    /// Keep either the DNAME or the other records.
    DNAME_CONFLICT = "dname-conflict";

    /// DS records stand at the apex of the zone that they are about.
    ///
    /// They are the parent's word on its child (RFC 4035 section 2.4); servers refuse them at an apex.
    ///
    /// Write them in the parent zone, beside the NS records of the delegation, or give them to the
    /// registrar.
    DS_AT_APEX = "ds-at-apex";
    /// DS records stand at a name that is not delegated.
    ///
    /// They say that a child zone is signed, so they stand beside the NS records of its delegation
    /// (RFC 4035 section 2.4). Some servers drop them elsewhere in silence.
    ///
    /// Write the NS records of the child at the same name, or remove the DS records.
    DS_WITHOUT_NS = "ds-without-ns";
    /// A wildcard has NS records.
    ///
    /// Nobody defines what such a delegation means (RFC 4592 section 4.2), and BIND refuses the zone.
    ///
    /// Delegate each name by itself, or write the records that the names shall have.
    NS_AT_WILDCARD = "ns-at-wildcard";
    /// A record stands at or below a delegation and is neither glue nor DS.
    ///
    /// Below a zone cut the child's servers answer; resolvers never ask this zone for the record.
    ///
    /// Write it in the child zone, or remove the delegation.
    NEVER_VISIBLE = "never-visible";

    /// A record is written although an `ignore` leaves it to others.
    ///
    /// zonal would both own it and never touch it.
    ///
    /// Remove the record, or make the pattern narrower.
    IGNORED_RECORD = "ignored-record";

    /// A record lies outside what `manage` says.
    ///
    /// `manage` promises that all other names are left alone.
    ///
    /// Remove the record or widen the pattern.
    UNMANAGED_RECORD = "unmanaged-record";

    /// An MX, NS or SRV names a host of a managed zone that has no address.
    ///
    /// Nothing could be delivered to it or answered by it.
    ///
    /// Write its A or AAAA record, or correct the name.
    MISSING_TARGET = "missing-target";

    /// An MX, NS or SRV names an alias.
    ///
    /// The target of these types must have addresses itself (RFC 2181 section 10.3, RFC 2782).
    ///
    /// Name the host that the alias points to.
    TARGET_IS_ALIAS = "target-is-alias";

    /// The pattern or type list of `ignore` or `manage` is not understood.
    ///
    /// It would cover something else than meant.
    ///
    /// A pattern is labels, `*` for the wildcard name and `**` for any number of labels.
    ///
    /// ```zonal
    /// ignore _acme-challenge.**  TXT  "written by lego"
    /// ```
    BAD_PATTERN = "bad-pattern";

    /// An `ignore owned-by` line does not say how the tool registers its names.
    ///
    /// The names of its TXT records follow from its flags. With others than it was started with, its
    /// records would look like nobody's and be removed.
    ///
    /// Say the flags of external-dns that begin with `--txt-`, each as it was started with.
    ///
    /// ```zonal
    /// ignore owned-by external-dns(prefix = "%{record_type}-k8s.", owner-id = "cluster-1")
    /// ```
    BAD_OWNED_BY = "bad-owned-by";

    /// A zone holds more than 4 GiB of names and data.
    ///
    /// It cannot be compiled; no server would load it either.
    ///
    /// Split the zone.
    ZONE_TOO_LARGE = "zone-too-large";

    /// `use` names a template that is not defined.
    ///
    /// Its records would be missing.
    ///
    /// Correct the name, or define it.
    ///
    /// ```zonal
    /// template site(host: name) {
    ///   www  CNAME  $host
    /// }
    /// ```
    UNKNOWN_TEMPLATE = "unknown-template";

    /// The arguments of a `use` do not fit the parameters of its template.
    ///
    /// Each parameter is given once, by position or by name, unless it has a default or a `?`.
    ///
    /// Correct the arguments as the message says.
    ///
    /// ```zonal
    /// use site(host = shops.example.org.)
    /// ```
    BAD_ARGUMENT = "bad-argument";

    /// Templates, loops, lists or views make too much, or use each other too deeply.
    ///
    /// Expansion always ends, but it can grow beyond what anybody wants. Records count that are not
    /// written one by one: those of templates and loops, of several names on a line, in `zone` or in
    /// `under`, of `ptr from`, and those that many views repeat. A line that stands in a zone itself
    /// makes as many records as it has characters before the others count.
    ///
    /// Look at the chain in the message; a list in it is probably longer than meant. The limits are
    /// 1,000,000 records, as many rounds of loops, uses of templates and places of blocks, and 32 levels.
    /// If so much is meant, say so in zonal.toml: `[budget]` with `records` and `depth`. Sixteen steps
    /// may be taken for each record: a step is a line, a value, or eight octets of data.
    OVER_BUDGET = "over-budget";

    /// An `override` replaces nothing.
    ///
    /// No template gives this name and type, so the word promises what it does not do.
    ///
    /// Remove the word `override`, or correct the name or the type.
    UNUSED_OVERRIDE = "unused-override";

    /// A policy text in a TXT record does not follow its grammar.
    ///
    /// Receivers of mail ignore such a text or reject what it should protect. Typed lines and raw texts
    /// are held to the same grammar; in a typed line it is an error, in a raw text a warning.
    ///
    /// Correct the part that the message names.
    ///
    /// ```zonal
    /// @   SPF    include:_spf.example.net -all
    /// @   DMARC  p=reject rua=mailto:dmarc@example.com
    /// s1  DKIM   k=rsa "MIIBIjANBg..."
    /// ```
    BAD_POLICY_TEXT = "bad-policy-text";

    /// Policies of one name do not go together.
    ///
    /// Receivers want exactly one SPF, DMARC, MTA-STS, TLSRPT or BIMI record at a name. SPF lines are
    /// merged, but only where their order means nothing: mechanisms without a qualifier, and one `all`.
    ///
    /// Keep one policy, or make the SPF lines agree. `override` replaces the policy of a template.
    POLICY_CONFLICT = "policy-conflict";

    /// None of the SPF lines of a name says `all`.
    ///
    /// Without it nothing is said about all other senders, so `~all` is taken.
    ///
    /// Say it once.
    ///
    /// ```zonal
    /// use mail.google
    /// @  SPF  -all
    /// ```
    SPF_WITHOUT_ALL = "spf-without-all";

    /// The owner of a typed line does not fit it.
    ///
    /// Typed lines know where their record stands: DMARC adds `_dmarc` in front of the owner, DKIM
    /// adds `_domainkey` behind the selector.
    ///
    /// Write the owner without the labels that the line adds. Policies for a wildcard cannot be
    /// found: `_dmarc.*` is no wildcard (RFC 4592 section 2.1.1). Write one at each domain.
    ///
    /// ```zonal
    /// @   DMARC  p=reject
    /// s1  DKIM   k=rsa "MIIBIjANBg..."
    /// ```
    BAD_OWNER = "bad-owner";

    /// An ALIAS or REDIRECT stands beside addresses or another one.
    ///
    /// The provider makes the addresses of such a name, so it can have no others.
    ///
    /// Keep one of the two.
    ALIAS_CONFLICT = "alias-conflict";

    /// Two names are marked for the PTR of one address, or it is written too.
    ///
    /// A PTR record says the one name of an address; programs that check it expect one.
    ///
    /// Keep `[ptr]` at the name that the host calls itself. To replace a derived record, write
    /// `override`.
    ///
    /// ```zonal
    /// zone 192.0.2.0/24 {
    ///   ptr from example.com
    ///   override 192.0.2.7  PTR  mail.example.net.
    /// }
    /// ```
    POINTER_CONFLICT = "pointer-conflict";

    /// Two views of a zone are published to the same instance.
    ///
    /// An instance holds one content of a zone, and the views would overwrite each other.
    ///
    /// Name another instance in one of the views. Views at one server need an instance for each of
    /// the server's views.
    ///
    /// ```zonal
    /// zone example.com {
    ///   view public    { provider outside }
    ///   view internal  { provider inside }
    /// }
    /// ```
    SHARED_INSTANCE = "shared-instance";

    /// A template is used that its author wants to be replaced.
    ///
    /// The text says what to use instead.
    ///
    /// Follow it.
    DEPRECATED = "deprecated";
}
