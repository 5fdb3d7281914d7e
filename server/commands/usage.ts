export const usage = `Outpost central server

  serve [--port 8790] [--host 127.0.0.1] [--data .data/server]
  sample                              make a sample organisation with users to try
  organisation set [--name NAME] [--lease-days N]
  unit add --name NAME --kind KIND [--parent NAME|ID] [--short-name NAME] [--division CODE] [--rank N]
  unit list
  user add --login LOGIN --name NAME --unit NAME|ID --role ROLE [--post POST] [--phone PHONE] [--rank N]
           [--password-stdin]         without it a password is made and printed once
  user list
  user disable --login LOGIN
  user password --login LOGIN [--password-stdin]
  device list
  device revoke ID
  restored                            say that the database was put back to an earlier state
  prune                               remove changes that are old and that every device in use has
  openapi                             print the description of the HTTP interface

Every command takes --data DIR. With DATABASE_URL set, that PostgreSQL is used instead of the embedded one.
Commands work while the server runs.`
