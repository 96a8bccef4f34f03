// A real mail server on the loopback for the mail tests. Its first line is the port, then "sent" or "held" for each letter. What it accepts goes to --out, one JSON object a line.
// It ends when its standard input closes.
//
//   node test/system/smtp.mjs --out FILE --mode accept|refuse|later|slow|cut|greet-slow [--tls CERT.pem KEY.pem] [--secure] [--auth USER PASSWORD] [--port N]

import fs from "node:fs";
import { SMTPServer } from "smtp-server";

const given = {};
for (let i = 2; i < process.argv.length; i++) {
  const name = process.argv[i].slice(2);
  given[name] = [];
  while (i + 1 < process.argv.length && !process.argv[i + 1].startsWith("--")) given[name].push(process.argv[++i]);
}
const mode = given.mode?.[0] ?? "accept";
const note = (o) => fs.appendFileSync(given.out[0], JSON.stringify(o) + "\n");
const fault = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  name: "post.example",
  secure: Boolean(given.secure),
  hideSTARTTLS: !given.tls,
  ...(given.tls ? { cert: fs.readFileSync(given.tls[0]), key: fs.readFileSync(given.tls[1]) } : {}),
  authOptional: !given.auth,
  allowInsecureAuth: false,
  disableReverseLookup: true,
  logger: false,
  socketTimeout: 60000,
  onConnect(session, done) {
    note({ connected: true, mode });
    if (mode === "greet-slow") return; // never greets
    done();
  },
  onAuth(auth, session, done) {
    const right = auth.username === given.auth?.[0] && auth.password === given.auth?.[1];
    done(right ? null : fault(535, "5.7.8 Fel namn eller losenord"), right ? { user: auth.username } : undefined);
  },
  onRcptTo(address, session, done) {
    if (mode === "refuse") return done(fault(550, "5.1.1 Ingen sadan brevlada"));
    if (mode === "later") return done(fault(452, "4.2.2 Brevladan ar full"));
    done();
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => {
      parts.push(part);
      if (mode === "cut") for (const c of server.connections) c._socket.destroy();
    });
    stream.on("end", () => {
      if (mode === "slow") return console.log("held"); // never answers
      note({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), tls: Boolean(session.secure), user: session.user ?? null,
             message: Buffer.concat(parts).toString("latin1") });
      done(null, "2.0.0 Tack");
      console.log("sent");
    });
    stream.on("error", () => {});
  },
});
server.on("error", () => {}); // a client that gives up is no failure of ours
server.listen(Number(given.port?.[0] ?? 0), "127.0.0.1", () => console.log(server.server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
