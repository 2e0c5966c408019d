"""How bytes reach a world: WSGI composition, HTTP server, command line."""
