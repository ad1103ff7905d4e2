"""How much and how often: the bounds that keep one visitor from taking the room of all others.

address   who a request comes from, behind proxies
rates     how often a seat, a person, an address, a room or everybody may do something
guard     the middleware and the marks on views; 429 and 413 in our own words
body      how many bytes a request may bring, before anything reads them
"""
