-- How much each version answered in the segment, as JSON; null of those sealed before.
ALTER TABLE prediction_segment ADD COLUMN answered TEXT;
