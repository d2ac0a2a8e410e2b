#!/usr/bin/env bash
# Usage: rabbitmq.sh FOLDER
# The start of the broker in docker-compose.yml. A broker that loads definitions makes no user and no virtual host of its own, so both are
# written into FOLDER/definitions beside the farm's queues and policies, the password from the environment. All is loaded again at every start.
set -euo pipefail
definitions=$1/definitions
case ${FARM_PASSWORD:-} in
  *[\"\\]* | "") echo "SUPERRES_QUEUE_PASSWORD must be set, without quotation marks and backslashes." >&2; exit 2 ;;
esac
umask 077
mkdir -p "$definitions"
cat >"$definitions/1-user.json" <<JSON
{
  "vhosts": [{"name": "/"}],
  "users": [{"name": "superres", "password": "$FARM_PASSWORD", "tags": ["monitoring"]}],
  "permissions": [{"user": "superres", "vhost": "/", "configure": "^superres\\\\..*", "write": "^superres\\\\..*", "read": "^superres\\\\..*"}]
}
JSON
cp "$(dirname "$0")/definitions.json" "$definitions/2-farm.json"
unset FARM_PASSWORD
exec docker-entrypoint.sh rabbitmq-server
