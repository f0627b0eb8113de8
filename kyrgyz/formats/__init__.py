"""Numbers and dates as the country writes them, for FORMAT_MODULE_PATH."""
