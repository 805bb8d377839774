"""A provincial identity platform to try things out with: a whole OpenID Connect provider, made with Authlib.

It runs in a process of its own, believes whatever is chosen on its page, and proves nobody's identity.
"""
