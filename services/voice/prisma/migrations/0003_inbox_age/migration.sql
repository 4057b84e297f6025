-- What was handled long ago is deleted; rows come in the order of their age, so a coarse index serves.
CREATE INDEX "msg_inbox_handled_idx" ON "msg_inbox" USING BRIN ("handled_at");
