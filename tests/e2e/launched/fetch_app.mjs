/** An app without any setting of a proxy: fetch_app.mjs URL prints what a GET of the URL answers. */
const answer = await fetch(process.argv[2]);
if (!answer.ok) throw new Error(`status ${answer.status}`);
process.stdout.write(Buffer.from(await answer.arrayBuffer()));
