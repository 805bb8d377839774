"""Draw the pages of any OFD package (GB/T 33190-2016) as SVG, and that SVG as PNG and PDF."""
