"""Reports from people inside: a form that seals what somebody saw to the desk, and what the desk does with it.

Out goes one HTML file, the form, with the desk's public key in it. In come sealed reports, in the age format, as files,
texts or pictures of QR codes. They are hostile until they are opened and checked, and unverified afterwards: they wait
in the record's quarantine, without any sign of who sent them or when exactly, until somebody at the desk accepts or
refuses each. See docs/formats/sealed-report.md.
"""
