"""Read any OFD package (GB/T 33190-2016), also one that keeps to the standard only roughly."""
