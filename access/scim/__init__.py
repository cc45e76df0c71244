"""A directory (Entra, Okta …) creates people, switches them off and keeps groups, by SCIM 2.0. Off by default."""
