"""`/mockvpce/` of the server: the handle over HTTP, as JSON for programs and as a page for people."""
