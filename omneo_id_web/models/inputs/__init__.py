"""What only an admin writes: typed bodies, one file per domain, apart from what a page must load."""
