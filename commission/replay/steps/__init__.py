"""What each event does to the world. A step raises Refused before it has changed anything."""
