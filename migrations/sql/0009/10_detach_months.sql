-- Months of touches that no attribution window reaches any more leave the table whole; as tables of their own they can be
-- archived and dropped by whoever owns the schema. Postings never leave: the books prove themselves from the first entry on.
CREATE FUNCTION storelet_detach_months(parent text, before timestamptz) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
  child text;
BEGIN
  IF parent <> 'touches' THEN
    RAISE EXCEPTION 'months of % are never detached', parent;
  END IF;
  -- An offline coupon counts for a year, and what it led to may be appealed after.
  IF before > now() - interval '13 months' THEN
    RAISE EXCEPTION 'months of the last 13 are still needed';
  END IF;
  -- Nobody makes a month while another takes one away.
  PERFORM pg_advisory_xact_lock(hashtext('storelet_ensure_months'));
  FOR child IN
    SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(parent) AND c.relname ~ '_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
    ORDER BY c.relname
  LOOP
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, child);
    EXECUTE format('REVOKE ALL ON %I FROM storelet_service', child);
    RETURN NEXT child;
  END LOOP;
END $$;
