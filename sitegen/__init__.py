"""sitegen builds light, personal pages for products that people share with people who trust them."""

__version__ = "0.1.0"
