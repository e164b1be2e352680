-- Undoes 0011.

DROP TABLE shipments;
DROP TABLE addresses;
DROP TABLE messages;
DROP TABLE conversations;
DROP TABLE questions;
DROP TABLE review_pictures;
DROP TABLE reviews;
