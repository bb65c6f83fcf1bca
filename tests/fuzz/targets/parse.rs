#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    zonal_fuzz::reading::holds(&String::from_utf8_lossy(octets));
});
