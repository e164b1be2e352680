DROP FUNCTION storelet_detach_months(text, timestamptz);
