"""Who asks: a token says it, an issuer vouches for the token, and the directory says what they may."""
