"""The shopper's pages: made on the server, usable without JavaScript and without cookies.

Each page is asked for with a `Shop` (frame.py): the brand, the store, the reader's language, who is logged in, and what
an address must carry where the browser keeps no cookies. Forms are read by forms.py; words are in words.py, markup in
`templates/`.
"""
