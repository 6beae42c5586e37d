// What words mean in the names of tables and columns of any database: synonyms, abbreviations, words that say only the kind of thing.
// Not here: any word of a particular schema, the language of questions (lexicon.ts).

const list = (text: string): string[] => text.trim().split(/\s+/);

/** Groups of words that mean the same in most databases. */
const synonymGroups = [
  'revenue turnover income earning proceed',
  'customer client buyer shopper',
  'product item article good',
  'order purchase',
  'quantity unit piece',
  'cost expense spending expenditure',
  'spent spending',
  'salary wage pay compensation',
  'employee staff worker',
  'department dept division',
  'country nation',
  'city town',
  'region area territory',
  'category kind type class',
  'status state',
  'supplier vendor',
  'doctor physician',
  'invoice bill',
  'payment transaction',
  'book title',
  'movie film',
  'gender sex',
  'store shop',
  'project programme program',
  'date day',
  'begin start',
  'end finish',
  'birth born',
  'game match',
  'team club',
  'company firm organization organisation',
  'trip journey ride',
  'pupil student',
  'teacher instructor',
  'inventory stock',
  'vehicle car automobile',
  'picture photo image',
  'phone telephone',
  'speed velocity',
  'duration length',
  'error fault',
  'alarm alert',
  'illness disease',
  'reason cause',
  'comment remark',
  'spectator attendance',
  'yearly annual',
].map(list);

const groupsOf = new Map<string, Set<string>>();
for (const group of synonymGroups) {
  for (const word of group) {
    const set = groupsOf.get(word) ?? new Set<string>();
    for (const other of group) set.add(other);
    groupsOf.set(word, set);
  }
}

export function areSynonyms(a: string, b: string): boolean {
  return groupsOf.get(a)?.has(b) ?? false;
}

export function synonymsOf(word: string): ReadonlySet<string> | undefined {
  return groupsOf.get(word);
}

/** Abbreviations usual in names of tables and columns. */
export const abbreviations: Record<string, string> = {
  cust: 'customer',
  prod: 'product',
  ord: 'order',
  qty: 'quantity',
  amt: 'amount',
  dt: 'date',
  nm: 'name',
  dept: 'department',
  emp: 'employee',
  num: 'number',
  nr: 'number',
  no: 'number',
  nos: 'number',
  desc: 'description',
  addr: 'address',
  tot: 'total',
  inv: 'invoice',
  acct: 'account',
  cat: 'category',
  ctgry: 'category',
  cntry: 'country',
  ctry: 'country',
  rgn: 'region',
  pmt: 'payment',
  txn: 'transaction',
  trx: 'transaction',
  yr: 'year',
  mth: 'month',
  sal: 'salary',
  prc: 'price',
  stat: 'status',
  cd: 'code',
  typ: 'type',
  pct: 'percent',
  dob: 'birth date',
  mgr: 'manager',
  loc: 'location',
  org: 'organization',
  wt: 'weight',
  temp: 'temperature',
  pat: 'patient',
  diag: 'diagnosis',
  arr: 'arrival',
  dep: 'departure',
  dest: 'destination',
  orig: 'origin',
  flt: 'flight',
  pax: 'passenger',
  dur: 'duration',
  rev: 'revenue',
  ln: 'line',
  itm: 'item',
  ts: 'timestamp',
  dist: 'distance',
  acc: 'account',
  addrs: 'address',
  amnt: 'amount',
  avg: 'average',
  avail: 'available',
  bal: 'balance',
  bldg: 'building',
  ccy: 'currency',
  cnt: 'count',
  descr: 'description',
  disc: 'discount',
  div: 'division',
  dttm: 'date time',
  flg: 'flag',
  fname: 'first name',
  firstname: 'first name',
  freq: 'frequency',
  fullname: 'full name',
  fy: 'fiscal year',
  gend: 'gender',
  grp: 'group',
  idx: 'index',
  img: 'image',
  lang: 'language',
  lastname: 'last name',
  lat: 'latitude',
  lbl: 'label',
  lname: 'last name',
  lng: 'longitude',
  lon: 'longitude',
  lvl: 'level',
  mfr: 'manufacturer',
  mnth: 'month',
  msg: 'message',
  nbr: 'number',
  obs: 'observation',
  opp: 'opportunity',
  pkg: 'package',
  pop: 'population',
  prev: 'previous',
  proj: 'project',
  prov: 'province',
  purch: 'purchase',
  pwr: 'power',
  pymt: 'payment',
  qtr: 'quarter',
  ref: 'reference',
  sched: 'schedule',
  seq: 'sequence',
  spd: 'speed',
  src: 'source',
  std: 'standard',
  subj: 'subject',
  svc: 'service',
  tel: 'telephone',
  tgt: 'target',
  tkt: 'ticket',
  usr: 'user',
  val: 'value',
  veh: 'vehicle',
  vol: 'volume',
  whs: 'warehouse',
  wk: 'week',
  sts: 'status',
  dtl: 'detail',
  rsv: 'reserved',
  dsc: 'description',
  hrly: 'hourly',
  dly: 'daily',
  wkly: 'weekly',
  mthly: 'monthly',
  mnthly: 'monthly',
  qtrly: 'quarterly',
  yrly: 'yearly',
  evt: 'event',
  mbr: 'member',
};

/** Letters that stand for these in some names and for something else in others: only who says the words means it. */
export const acronyms: ReadonlyMap<string, readonly string[]> = new Map([
  ['purchase order', ['po']],
  ['sale order', ['so']],
  ['work order', ['wo']],
  ['on hand', ['oh']],
  ['unit of measure', ['uom', 'um']],
  ['turnaround time', ['tat']],
  ['turn around time', ['tat']],
  ['turnaround', ['tat']],
  ['lead', ['ld']],
  ['time', ['tm']],
  ['capacity', ['cap']],
  ['patient', ['pt']],
  ['warehouse', ['wh', 'whse']],
]);

/** Words said behind others that mean the same without them: an email address, a phone number, staff members. */
export const silentTails: Record<string, ReadonlySet<string>> = {
  address: new Set(['email', 'mail']),
  number: new Set(['phone', 'telephone', 'mobile', 'fax', 'cell']),
  member: new Set(['staff', 'crew', 'team', 'club']),
};

/** Words of a name that say only what kind of thing the column is; `signup` alone may mean `signup_date`. */
export const genericColumnWords = new Set(
  list(
    'date time timestamp at on id name code number amount flag type key value description title label count quantity total year km kg usd eur gbp dt cd nm no nr',
  ),
);

/** Words of a table's name that belong to the modeller and not to the person. */
export const genericTableWords = new Set(
  list('tbl tb dim fact stg raw data table list info master vw view t mst hdr header'),
);

/** Columns with these words are numbers that only name something. */
export const identifierWords = new Set(
  list('id key code number zip postcode postal phone uuid guid ref reference isbn sku serial fk pk'),
);

/** A whole number called after one of these says which one it was; adding them up means nothing. Not in the plural: those are counts. */
export const entityWords = new Set(
  list(
    'user customer client member visitor employee patient student person account session device supplier vendor agent driver doctor author owner manager seller buyer player passenger guest tenant subscriber invoice ticket vehicle sensor',
  ),
);

/** Columns with these words are levels or rates: adding them up means nothing, so the default is their average. */
export const averagedWords = new Set(
  list(
    'hourly price rate ratio percent percentage age score rating temperature average avg mean grade level share gpa height size latitude longitude factor speed pressure voltage frequency humidity latency velocity density satisfaction happiness star severity urgency difficulty probability confidence',
  ),
);

/** The usual way to look at a measure, in order of habit; used when a question names no grouping. */
export const naturalCategories = list('region category department segment country type channel status class city');
