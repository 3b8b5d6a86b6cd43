"""Scripts that make the weights shipped in the package, from public data sets; nothing here runs when Dalel reads."""
