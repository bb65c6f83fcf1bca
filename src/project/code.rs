use crate::diagnostic::codes;

codes! {
    /// `zonal.toml` is not written as TOML: a quote or a bracket is missing, or
    /// a key stands there twice. The language is described at <https://toml.io>.
    ///
    /// Correct the place that the message names.
    SYNTAX = "project-syntax";

    /// `zonal.toml` holds a key that means nothing where it stands. Often it is
    /// misspelt, or it belongs to another table or another kind of provider.
    /// A key that is read by no one would be a setting that silently does nothing.
    UNKNOWN_KEY = "project-unknown-key";

    /// A value in `zonal.toml` is of the wrong type or out of its range.
    ///
    /// A value that is taken for another would change what is pushed, so nothing is guessed.
    ///
    /// Write it as the message shows.
    VALUE = "project-value";

    /// A table of `zonal.toml` lacks a key that it cannot do without.
    ///
    /// Without it zonal would have to guess where zones go or what is meant.
    ///
    /// Write the key that the message names.
    MISSING_KEY = "project-missing-key";

    /// A secret is written into `zonal.toml`. That file is meant to be committed,
    /// so it only says where a secret is kept: `{ env = "NAME" }`,
    /// `{ file = "PATH" }` or `{ command = ["PROGRAM", "ARGUMENT"] }`. A secret
    /// that has been in a repository is known to others: replace it.
    PLAIN_SECRET = "project-plain-secret";

    /// A `kind` in `zonal.toml` is none that this version knows.
    ///
    /// Each kind of provider has its own keys, so those of an unknown one cannot be read.
    ///
    /// Correct the word; the message names the kinds there are, or a newer zonal may know it.
    UNKNOWN_KIND = "project-unknown-kind";

    /// A name of an instance is used that no `[providers.NAME]` or
    /// `[registrars.NAME]` of `zonal.toml` defines.
    ///
    /// Zones would be published nowhere, or not where they should be.
    ///
    /// Correct the name, or define the instance.
    UNKNOWN_INSTANCE = "project-unknown-instance";

    /// `zonal.toml` does not say its `edition`. The edition pins what the presets
    /// mean; without it a new version of zonal may change the records of your
    /// zones.
    ///
    /// Write `edition = "2026"` at the top of `zonal.toml`.
    NO_EDITION = "project-no-edition";

    /// A command that talks to providers was started, but no `zonal.toml` says
    /// which ones there are.
    ///
    /// Write a `zonal.toml` with a `[providers.NAME]` beside the sources, or name its folder with `--project`.
    NO_PROVIDER = "project-no-provider";

    /// An `[[ack]]` has passed its `until` date and consents to nothing any more.
    ///
    /// What it consented to is asked again, so that no exception lasts for ever unseen.
    ///
    /// Remove it; or give it a new date if the reason still holds.
    ACK_EXPIRED = "project-ack-expired";

    /// A pattern in `zones` matches no file.
    ///
    /// Sources that are not read would be records that are missing, so this is not passed over.
    ///
    /// Correct the pattern, or remove it; patterns are relative to `zonal.toml`.
    NO_MATCH = "project-no-match";

    /// A file or folder of the project cannot be read.
    ///
    /// A plan from only some of the sources would delete what the others say, so nothing is planned.
    ///
    /// Make it readable, or leave it out of `zones` in `zonal.toml`.
    UNREADABLE = "project-unreadable";

    /// A source is not UTF-8 text.
    ///
    /// Sources of the zone language are UTF-8. Often the file is not a source at
    /// all (an archive, a compiled zone), or an editor saved it as Latin-1 or
    /// UTF-16. Save it as UTF-8, or leave it out of `zones` in `zonal.toml`.
    NOT_UTF8 = "not-utf8";

    /// A zone is published nowhere.
    ///
    /// Say `provider NAME` in the zone, or `provider = ["NAME"]` under `[defaults]`
    /// in `zonal.toml`.
    UNPUBLISHED = "zone-without-provider";
}
