mod master_file;
