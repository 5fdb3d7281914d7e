export const usage = `Outpost central server

  serve [--port 8790] [--host 127.0.0.1] [--data .data/server] [--trust-proxy ADDRESS[,ADDRESS]]
                                      --trust-proxy: only behind a proxy, whose word on where a request comes from
                                      is believed (limits count by it)
        [--files DIR]                 folder for the files of attachments instead of "files" in --data
  sample                              make a sample organisation with users to try
  organisation set [--name NAME] [--lease-days N]
  unit add --name NAME --kind KIND [--parent NAME|ID] [--short-name NAME] [--division CODE] [--rank N]
           [--id ID]                  the id it had before, on a server that was set up anew
  unit list
  user add --login LOGIN --name NAME --unit NAME|ID --role ROLE [--post POST] [--phone PHONE] [--rank N]
           [--id ID]                  the id it had before, on a server that was set up anew: devices know it by that
           [--password-stdin]         without it a password is made and printed once
  user list
  user disable --login LOGIN
  user enable --login LOGIN           the user signs in again on each device; the password is the one from before
  user password --login LOGIN [--password-stdin]
  device list
  device revoke ID
  device allow ID                     let a revoked device back; its user signs in on it again, what it holds is kept
  quarantine list [--all]             operations that were set aside, and actions that are incomplete; how much of each device
  quarantine show ID                  the content of one, as JSON
  quarantine settle ID --note TEXT    say that nobody has to look at it any more; it is kept
  policy publish FILE                 publish policies to the whole organisation: a JSON array, or a workbook (.xlsx)
                                      with headings such as 政策名称, 级别, 文号; a known number is replaced
  quota [SIZE]                        how much the files of attachments take and may take; SIZE, such as 200GB, sets it
  restored                            say that the database was put back to an earlier state
  prune                               remove changes that are old and that every device in use has, and files that
                                      nothing has named for 60 days
  openapi                             print the description of the HTTP interface

Every command takes --data DIR. With DATABASE_URL set, that PostgreSQL is used instead of the embedded one;
snapshots and the copy of the epoch stand in --data all the same.
With OUTPOST_S3_BUCKET set, files stand in that bucket of an S3-compatible store; OUTPOST_S3_ACCESS_KEY_ID and
OUTPOST_S3_SECRET_ACCESS_KEY are needed, OUTPOST_S3_ENDPOINT, OUTPOST_S3_REGION and OUTPOST_S3_PATH_STYLE (1 or 0)
are for stores other than Amazon's.
Commands work while the server runs.`
