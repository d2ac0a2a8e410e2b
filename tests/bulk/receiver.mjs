// A receiver of webhooks that believes nothing but the library of the Standard Webhooks project.
// Usage: node receiver.mjs PORT SECRET_FILE LOG. The secret is read at the first message; each message becomes a line "good|bad EVENT ID".
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const [port, secretFile, log] = process.argv.slice(2);

createServer((request, response) => {
  const parts = [];
  request.on("data", part => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    let verdict = "bad";
    let event = "?";
    try {
      event = new Webhook(readFileSync(secretFile, "utf8").trim()).verify(body, request.headers).type;
      verdict = "good";
    } catch (fault) {
      event = fault.message;
    }
    appendFileSync(log, `${verdict} ${event} ${request.headers["webhook-id"]}\n`);
    response.writeHead(verdict === "good" ? 204 : 400).end();
  });
}).listen(Number(port), "127.0.0.1", () => console.log("listening"));
