"""Figure statements come in; which quantity each speaks of goes out.

A quantity is what one number at a time can answer: so many of one population, at one place, over one period. A
total ("164 have been killed so far") is one quantity over all the days on which it is told; what is counted anew
("another 12", "12 in one day") is a quantity of its own. Everything here is a pure function of statements.
"""
