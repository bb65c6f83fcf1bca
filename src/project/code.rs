use crate::diagnostic::codes;

codes! {
    /// `zonal.toml` is not written as TOML: a quote or a bracket is missing, or
    /// a key stands there twice. The language is described at <https://toml.io>.
    SYNTAX = "project-syntax";

    /// `zonal.toml` holds a key that means nothing where it stands. Often it is
    /// misspelt, or it belongs to another table or another kind of provider.
    /// A key that is read by no one would be a setting that silently does nothing.
    UNKNOWN_KEY = "project-unknown-key";

    /// A value in `zonal.toml` is of the wrong type or out of its range.
    VALUE = "project-value";

    /// A table of `zonal.toml` lacks a key that it cannot do without.
    MISSING_KEY = "project-missing-key";

    /// A secret is written into `zonal.toml`. That file is meant to be committed,
    /// so it only says where a secret is kept: `{ env = "NAME" }`,
    /// `{ file = "PATH" }` or `{ command = ["PROGRAM", "ARGUMENT"] }`. A secret
    /// that has been in a repository is known to others: replace it.
    PLAIN_SECRET = "project-plain-secret";

    /// A `kind` in `zonal.toml` is none that this version knows.
    UNKNOWN_KIND = "project-unknown-kind";

    /// A name of an instance is used that no `[providers.NAME]` or
    /// `[registrars.NAME]` of `zonal.toml` defines.
    UNKNOWN_INSTANCE = "project-unknown-instance";

    /// `zonal.toml` does not say its `edition`. The edition pins what the presets
    /// mean; without it a new version of zonal may change the records of your
    /// zones.
    NO_EDITION = "project-no-edition";

    /// A command that talks to providers was started, but no `zonal.toml` says
    /// which ones there are.
    NO_PROVIDER = "project-no-provider";

    /// An `[[ack]]` has passed its `until` date and consents to nothing any more.
    ACK_EXPIRED = "project-ack-expired";

    /// A pattern in `zones` matches no file.
    NO_MATCH = "project-no-match";

    /// A file or folder of the project cannot be read.
    UNREADABLE = "project-unreadable";

    /// A source is not UTF-8 text.
    ///
    /// Sources of the zone language are UTF-8. Often the file is not a source at
    /// all (an archive, a compiled zone), or an editor saved it as Latin-1 or
    /// UTF-16. Save it as UTF-8, or leave it out of `zones` in `zonal.toml`.
    NOT_UTF8 = "not-utf8";

    /// A line of the file that `as-table` names is no entry.
    ///
    /// Each line is a network and the number of the autonomous system that announces it, with a comma
    /// between: `192.0.2.0/24,64500` or `2001:db8::/32,AS64500`. Blank lines and lines that begin with `#` are
    /// passed over; a network may have several lines.
    AS_TABLE = "project-as-table";

    /// A zone is published nowhere.
    ///
    /// Say `provider NAME` in the zone, or `provider = ["NAME"]` under `[defaults]`
    /// in `zonal.toml`.
    UNPUBLISHED = "zone-without-provider";
}
