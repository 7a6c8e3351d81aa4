// node health.js URL FOLDER [NAME] - GET with node's https: prints the status, or what the library says (FOLDER: ca.pem, NAME.pem, NAME.key.pem).
'use strict';

const fs = require('fs');
const https = require('https');

const [url, folder, name] = process.argv.slice(2);
const identity = name ? { cert: fs.readFileSync(`${folder}/${name}.pem`), key: fs.readFileSync(`${folder}/${name}.key.pem`) } : {};
https.get(url, { ca: fs.readFileSync(`${folder}/ca.pem`), ...identity }, (answer) => {
  console.log(answer.statusCode);
  answer.resume();
}).on('error', (error) => console.log(error.message));
