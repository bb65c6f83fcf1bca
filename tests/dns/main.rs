mod master_file;
mod rdata_errors;
mod rdata_oracle;
mod rdata_random;
mod rdata_text;
mod rdata_wire;
