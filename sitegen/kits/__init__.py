"""Kits: what a creator needs to put a product in front of a friend or a group.

Catalog, Plan -> pitches -> drawings, captions, links -> kits/CREATOR/
"""
