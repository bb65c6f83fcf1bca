#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    zonal_fuzz::reading::holds(&String::from_utf8_lossy(octets));
});

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    zonal_fuzz::mutate(data, size, max_size, seed)
});

libfuzzer_sys::fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
    zonal_fuzz::mixed(data1, data2, out, seed)
});
