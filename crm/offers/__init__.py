"""Offers (D22–D25): catalogue and rules as data, eligible bundles, priced by code, with a sayable reason.

What decides a price or who may have it is a `Standing`: only criteria that can be told to the customer.
Personality, perceived value, quadrant and churn risk are no part of it; they only choose, among priced
offers, the one to lead with (`leading`).
"""
