// Every word that dates are written with, for whoever corrects typing errors: "since" and "March" are none.
// Not here: what the words mean (the other files of this folder), numbers and joined forms such as Q1, FY25 and 2024-W12.

const list = (text: string): string[] => text.trim().split(/\s+/);

/** In lower case. Three letters of a month or of a weekday are there too, but for "sun" and "sat", which are words of their own. */
export const dateWords: ReadonlySet<string> = new Set(
  list(`january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    hour hours day days week weeks weekend weekday weekdays month months quarter quarters half year years date dates
    wk kw cw cy fy fytd ytd qtd mtd wtd calendar iso fiscal financial period timeframe
    today yesterday tomorrow now present ago this current last previous past prior next final before after so far
    since ever until till til through thru throughout during within between from to up by as of on in over
    earlier later more less than no not onward onwards upwards newer older including
    beginning start end first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    fifties sixties seventies eighties nineties vs versus against compared`),
);
