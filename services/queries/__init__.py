"""The read side: lists as tables show them, and the views that pages are made of. Nothing here changes anything."""
