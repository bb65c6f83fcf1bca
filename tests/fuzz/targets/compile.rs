#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    zonal_fuzz::compiling::holds(&String::from_utf8_lossy(octets));
});
