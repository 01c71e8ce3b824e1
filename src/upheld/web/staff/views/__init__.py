"""One module a page, or a family of pages; each turns an edition into what its template shows."""
