#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    zonal_fuzz::formatting::holds(&String::from_utf8_lossy(octets));
});
