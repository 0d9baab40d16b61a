"""Files of shapes into the database: one engine behind the commands and the admin.

`archive` looks into a file before anything opens it, `reading` (the only importer of geopandas) turns it into rows,
`checking` refuses what cannot be right, `preparing` makes one clean coverage of it, `boundaries` and `backdrops` write.
Nothing here prints: the functions return a report whose `lines()` the commands write. Import the submodules only where
an import runs, never where a reader is served: geopandas costs half a second and 70 MB.
"""
