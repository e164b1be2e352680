"""Payment gateways: the protocol they keep, the registry that finds them, and the built-in sandbox."""
