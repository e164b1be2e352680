"""The UCI Online Retail file: a wholesaler's year, each customer a reseller. See docs/online-retail.md."""
