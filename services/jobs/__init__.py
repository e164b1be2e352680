"""Work that takes longer than a page waits: started, left, found again, cancelled."""
