//! The preset library: templates that come with zonal, an edition a folder of
//! `zones/preset/`. They are read only if a source uses one.

/// The newest edition.
pub const NEWEST: &str = "2026";

/// A file of the library: the name of its template and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub text: &'static str,
}

impl Preset {
    /// The path that it is shown under.
    pub fn path(self, edition: &str) -> String {
        format!("zonal:preset/{edition}/{}.dns", self.name)
    }
}

/// The presets of an edition by name; of one that does not exist, none.
pub fn presets(edition: &str) -> &'static [Preset] {
    match edition {
        "2026" => &E2026,
        _ => &[],
    }
}

macro_rules! preset {
    ($name:literal) => {
        Preset { name: $name, text: include_str!(concat!("../../zones/preset/2026/", $name, ".dns")) }
    };
}

const E2026: [Preset; 36] = [
    preset!("acme.delegate"),
    preset!("caa.letsencrypt"),
    preset!("caa.letsencrypt-account"),
    preset!("caa.none"),
    preset!("mail.cloudflare-routing"),
    preset!("mail.fastmail"),
    preset!("mail.google"),
    preset!("mail.google-legacy"),
    preset!("mail.icloud"),
    preset!("mail.m365"),
    preset!("mail.migadu"),
    preset!("mail.none"),
    preset!("mail.none-reported"),
    preset!("mail.proton"),
    preset!("mail.zoho"),
    preset!("send.mailchimp"),
    preset!("send.mailgun"),
    preset!("send.mailgun-inbound"),
    preset!("send.postmark"),
    preset!("send.resend"),
    preset!("send.sendgrid"),
    preset!("send.ses"),
    preset!("srv.mail-clients"),
    preset!("srv.matrix"),
    preset!("srv.minecraft"),
    preset!("srv.xmpp"),
    preset!("verify.bluesky"),
    preset!("verify.github"),
    preset!("verify.github-pages"),
    preset!("verify.google"),
    preset!("verify.microsoft"),
    preset!("web.cloudflare-pages"),
    preset!("web.fly"),
    preset!("web.github-pages"),
    preset!("web.netlify"),
    preset!("web.vercel"),
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("zones/preset").join(NEWEST);
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let files = files.map(|name| name.into_string().unwrap());
        let mut files: Vec<String> =
            files.filter_map(|name| name.strip_suffix(".dns").map(str::to_owned)).collect();
        files.sort();
        let listed: Vec<&str> = presets(NEWEST).iter().map(|preset| preset.name).collect();
        assert_eq!(files, listed);
    }
}
