"""The feature page: what a business says about its gifts, in every language of the site."""
