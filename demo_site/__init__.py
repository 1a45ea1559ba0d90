"""A PyScript storefront with a member portal, and the example that storefronts copy from."""
