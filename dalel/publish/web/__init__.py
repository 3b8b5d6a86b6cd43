"""The page of a record: server-rendered, complete without scripts, nothing from any other host."""
