"""Supply: what the site is made of that others wrote. For hosts; the server needs none of it."""
