"""Carrying a record over Reticulum: LoRa, packet radio, serial lines, anything that moves a few hundred bytes.

`network` brings a link to another record's address, `pipe` whole messages over it, both ways, reliable and in order
(`bursts`, `packets`), and `mail` leaves a file for somebody who is not there at the moment. In and out go bytes;
nothing here knows what they mean. Reticulum itself (`rns`) and LXMF are optional, imported only where they are used.
"""
