"""What puts macros into Excel: the add-in `recon.xlam` and macro-enabled workbooks from the texts of `macros/`, and
the add-in's place on this machine. Knows nothing of books; the functions behind the buttons are `toolkit.addin`."""
