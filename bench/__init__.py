"""What Halqa costs, beside references measured in the same run: `make bench`."""
