"""What is in the place of the shop's server where there is none: a site on a host of files."""
