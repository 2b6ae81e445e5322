"""Shape of what is typed; what it means is the services' business."""
