"""recon: reconcile budget and final-accounts disclosures in spreadsheets."""

__version__ = "0.1.0"
