// Parses a configuration of CircleCI with CircleCI's own parser, which checks it against
// schemas and resolves the names of commands and jobs.
const fs = require('node:fs');
const { parseConfig } = require('@circleci/circleci-config-parser');

for (const file of process.argv.slice(2)) {
  try {
    parseConfig(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
