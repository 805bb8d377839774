// Compile the contract whose source comes on standard input; print ABI and bytecode as they are checked in.
import { readFileSync } from "node:fs";
import solc from "solc";

const NAME = "CheckpointAnchor";
const settings = {
  evmVersion: "london",
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
};
const sources = { [`${NAME}.sol`]: { content: readFileSync(0, "utf8") } };
const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
if (output.errors?.length) {
  console.error(output.errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}
const { abi, evm } = output.contracts[`${NAME}.sol`][NAME];
const compiler = { solc: solc.version(), evmVersion: settings.evmVersion, optimizerRuns: settings.optimizer.runs };
console.log(JSON.stringify({ contract: NAME, compiler, abi, bytecode: `0x${evm.bytecode.object}` }, null, 1));
