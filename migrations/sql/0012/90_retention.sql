-- Who introduced, who touched, who bought: evidence for three years in China and five in Taiwan (G-12).
REVOKE DELETE ON touches, identifications, bindings, customers, seller_status_changes, store_status_changes, stores,
  stock_quotes, return_previews FROM storelet_service;
