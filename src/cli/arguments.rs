use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::dns::Ttl;
use crate::plan::Allow;

/// DNS as code: zones in a small declarative language, previewed and pushed
/// with care.
#[derive(Debug, Parser)]
#[command(name = "zonal", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    /// The folder of the project [default: the nearest one at or above the
    /// working folder that holds a zonal.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,

    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what a push would change; changes nothing
    Preview(Preview),
    /// Show the plan, ask, apply it, and verify
    Push(Push),
    /// Compile the sources and print the zones
    Build(Build),
    /// Say what is probably not meant, though the language allows it
    Lint(Lint),
    /// Run the tests of the sources: offline, or against name servers
    Test(Test),
    /// List the zones that the providers serve
    Zones(Zones),
    /// Write sources in the one style
    Fmt(Fmt),
    /// Say where a name's records are written, or what a diagnostic means
    Explain(Explain),
    /// List records
    List(List),
    /// Turn master files into sources
    Import(Import),
}

/// Which zones, at which providers.
#[derive(Debug, Clone, Args)]
pub struct Chosen {
    /// Zones, by name or glob: `example.com`, '*.example', '**' [default: all]
    #[arg(value_name = "ZONE")]
    pub zones: Vec<String>,

    /// Only this instance of zonal.toml (may be given several times)
    #[arg(long = "provider", value_name = "NAME")]
    pub providers: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Preview {
    #[command(flatten)]
    pub chosen: Chosen,

    /// Consent to a guard for a zone: `delete-many=example.com`
    #[arg(long = "allow", value_name = "GUARD=ZONE")]
    pub allows: Vec<Allow>,

    /// How to print the plan
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub format: PlanFormat,

    /// Also write the plan as JSON to this file, for `push --approved`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// End with 0 also if there are changes
    #[arg(long)]
    pub exit_zero: bool,
}

#[derive(Debug, Args)]
pub struct Push {
    #[command(flatten)]
    pub chosen: Chosen,

    /// Consent to a guard for a zone: `delete-many=example.com`
    #[arg(long = "allow", value_name = "GUARD=ZONE")]
    pub allows: Vec<Allow>,

    /// Do not ask; needed where there is no terminal
    #[arg(long)]
    pub yes: bool,

    /// Apply only what this plan of `preview --out` holds; refuse anything else
    #[arg(long, value_name = "FILE")]
    pub approved: Option<PathBuf>,

    /// Push the other zones if one cannot be planned
    #[arg(long)]
    pub keep_going: bool,
}

#[derive(Debug, Args)]
pub struct Build {
    /// Zones, by name or glob [default: all]
    #[arg(value_name = "ZONE")]
    pub zones: Vec<String>,

    /// Compile and ask whether the providers can hold it: print nothing but problems
    #[arg(long)]
    pub check: bool,

    /// How to print the zones
    #[arg(long, value_enum, default_value_t = ZoneFormat::Master)]
    pub format: ZoneFormat,
}

#[derive(Debug, Args)]
pub struct Lint {
    /// Only findings in these zones, by name or glob [default: all]
    #[arg(value_name = "ZONE")]
    pub zones: Vec<String>,

    /// Only these rules or warnings (may be given several times)
    #[arg(long = "rule", value_name = "CODE", value_delimiter = ',')]
    pub rules: Vec<String>,

    /// Rewrite the sources where a fix is certain, and say what is left
    #[arg(long)]
    pub fix: bool,

    /// End with 1 if there is a finding of this level or above
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    pub fail_on: FailOn,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t = LintFormat::Text)]
    pub format: LintFormat,

    /// Leave out of JSON and SARIF what the project allows
    #[arg(long)]
    pub without_allowed: bool,

    /// Only list the rules, with their levels in this project
    #[arg(long, conflicts_with_all = ["zones", "rules", "fix", "fail_on", "format", "without_allowed"])]
    pub list_rules: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Notice,
    /// Only if the sources cannot be compiled
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    Text,
    /// zonal-problems/1, see docs/problems.schema.json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions, which make annotations
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// The XML that CI services read
    Junit,
}

#[derive(Debug, Args)]
pub struct Test {
    /// Ask this authoritative server instead of the sources: `192.0.2.1`,
    /// `[2001:db8::1]:5353`, `ns1.example` (may be given several times)
    #[arg(long = "server", value_name = "ADDR")]
    pub servers: Vec<String>,

    /// The view that the servers show: run its tests and those for all views
    /// [default: only those for all views]
    #[arg(long, value_name = "NAME", requires = "servers")]
    pub view: Option<String>,

    /// How long one question to a server may take: `500ms`, `5s`
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration, requires = "servers")]
    pub timeout: Duration,

    /// How to print the outcome
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
}

#[derive(Debug, Args)]
pub struct Zones {
    /// Instances of zonal.toml [default: all]
    #[arg(value_name = "PROVIDER")]
    pub providers: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Fmt {
    /// Files, folders with *.dns files, or `-` for standard input to standard
    /// output [default: the sources of the project]
    #[arg(value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,

    /// Write nothing: list the files that would change, and end with 1 if there are any
    #[arg(long)]
    pub check: bool,

    /// Write nothing: show what would change
    #[arg(long)]
    pub diff: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// A whole domain name (`www.example.com`), an address, or the code of a diagnostic
    /// (`target-without-dot`)
    #[arg(value_name = "NAME|ADDRESS|CODE")]
    pub subject: String,

    /// Only records of this type
    #[arg(value_name = "TYPE")]
    pub record_type: Option<String>,
}

#[derive(Debug, Args)]
pub struct List {
    /// Zones, by name or glob [default: all]
    #[arg(value_name = "ZONE")]
    pub zones: Vec<String>,

    /// Only records at these owners, whole names: `'*.example.com'`
    #[arg(long, value_name = "GLOB")]
    pub name: Option<String>,

    /// Only records of these types
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub types: Vec<String>,

    /// Only records of this `owner` (one of them, if given several times)
    #[arg(long = "owner", value_name = "TEXT")]
    pub owners: Vec<String>,

    /// Only records with this attribute, and this value of it (all of them, if
    /// given several times)
    #[arg(long = "attribute", value_name = "KEY[=VALUE]")]
    pub attributes: Vec<String>,

    /// Only records whose value holds this text or matches this glob
    #[arg(long, value_name = "TEXT|GLOB")]
    pub value: Option<String>,

    /// How to print the records
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    /// An array with an object for each record
    Json,
}

#[derive(Debug, Args)]
pub struct Import {
    /// Master files, and folders of them
    #[arg(value_name = "FILE|DIR", required = true)]
    pub paths: Vec<PathBuf>,

    /// The name of the zone, for a single file that does not say it
    #[arg(long, value_name = "NAME")]
    pub zone: Option<String>,

    /// Write a source `ZONE.dns` for each zone into this folder [default: one
    /// zone to standard output]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// The instance of zonal.toml that publishes the zones
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,

    /// Write what presets give as uses of them (`use mail.google`)
    #[arg(long)]
    pub presets: bool,

    /// Replace sources that exist and hold nothing but the zone
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    /// zonal-plan/1, see docs/plan.schema.json
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    Text,
    /// The XML that CI services read
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ZoneFormat {
    /// Master file (RFC 1035)
    Master,
    Json,
}

/// A time to wait: at least a millisecond, at most an hour.
fn duration(text: &str) -> Result<Duration, String> {
    let milliseconds = text.strip_suffix("ms").and_then(|number| number.parse().ok());
    let duration = match milliseconds {
        Some(milliseconds) => Some(Duration::from_millis(milliseconds)),
        None => Ttl::parse(text).map(|time| Duration::from_secs(u64::from(time.seconds()))),
    };
    duration
        .filter(|duration| (Duration::from_millis(1)..=Duration::from_secs(3600)).contains(duration))
        .ok_or_else(|| "write a time from `1ms` to `1h`, such as `500ms` or `5s`".to_owned())
}
