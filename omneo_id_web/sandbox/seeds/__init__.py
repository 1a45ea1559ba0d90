"""What a shop begins with, room by room, as tables."""
