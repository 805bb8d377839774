"""The record as a credential: SD-JWT VC, its status list, OpenID4VCI messages, and the code that is checked without network."""
