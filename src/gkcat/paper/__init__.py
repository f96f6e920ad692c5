"""Books on paper: how words, columns, rows and pages are filled, and the Word document made of them."""
