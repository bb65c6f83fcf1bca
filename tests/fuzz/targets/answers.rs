#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    zonal_fuzz::answering::holds(octets);
});
