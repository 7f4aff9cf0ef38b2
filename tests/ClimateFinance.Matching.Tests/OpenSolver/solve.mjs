// Reads linear programmes (CPLEX LP format) as a JSON array of texts; answers with their optima, in the same order.
import { text } from 'node:stream/consumers';
import load from 'highs';

const highs = await load();
const optima = JSON.parse(await text(process.stdin)).map(programme => {
  const solved = highs.solve(programme);
  return { status: solved.Status, optimum: solved.ObjectiveValue };
});
console.log(JSON.stringify(optima));
