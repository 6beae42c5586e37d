// What a chart may load: nothing.
// Not here: drawing.
import { type Loader, loader } from 'vega';

const refuse = () => Promise.reject(new Error('Charts load nothing from elsewhere: put the data into the chart.'));

/** A specification comes from a server or a file: it may not make the page load, or lead, anywhere. */
export const refusing: Loader = { ...loader(), load: refuse, sanitize: refuse };
