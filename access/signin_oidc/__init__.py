"""OpenID Connect with every check of the protocol: signature, issuer, audience, times and nonce of the ID token."""
