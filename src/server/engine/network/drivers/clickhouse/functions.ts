// The functions of ClickHouse that compute and reach nothing: no file, no address, no clock to wait for, no other table.
// Not here: where they may stand (guard.ts). What is not listed is refused; a function of a person is never listed.

const names = new Set(
  `abs acos acosh age any_value asin asinh assumenotnull atan atan2 atanh avg bar base64decode base64encode between bit_and bit_or bit_xor
  byteswap cast cbrt ceil ceiling char cityhash64 coalesce concat concat_ws concatassumeinjective concatwithseparator
  corr cos cosh cramersv crc32 cume_dist current_date current_timestamp currentdatabase curdate cutfragment cutquerystring cuttofirstsignificantsubdomain
  cuturlparameter cutwww damerauLevenshteinDistance date date_add date_diff date_sub date_trunc dateadd datediff datename datesub datetrunc day dayofmonth
  dayofweek dayofyear deltasum deltasumtimestamp dense_rank denserank divide divideornull domain domainwithoutwww e editdistance empty endswith endswithutf8
  entropy equals erf erfc exp exp10 exp2 extract factorial farmhash64 first_value flatten floor formatdatetime formatreadablesize
  formatreadablequantity formatreadabletimedelta formatreadabledecimalsize from_days fromdaysssincemodifiedjulianday fromunixtimestamp fromunixtimestamp64milli gcd
  generate_series generateseries geodistance geohashdecode geohashencode greatcircleangle greatcircledistance greater greaterorequals greatest halfmd5 has hasall hasany hasanyall
  hassubstr hastoken hastokencaseinsensitive hex histogram hour hypot if ifnotfinite ifnull ilike in indexof initcap initcaputf8 intdiv intdivornull
  intdivorzero inthash32 inthash64 ipv4numtostring ipv4stringtonum ipv4stringtonumordefault ipv4stringtonumornull ipv6numtostring isfinite isinfinite isipaddressinrange isipv4string
  isipv6string isnan isnotnull isnull iszeroornull json_exists json_query json_value jumpConsistentHash kurtpop kurtsamp lag laginframe last_day last_value lcase lcm lead
  leadinframe least left leftpad leftpadutf8 leftutf8 length lengthutf8 less lessorequals levenshteindistance lgamma like ln localtimestamp locate log log10 log1p
  log2 lower lowerutf8 lpad ltrim makedate makedate32 makedatetime makedatetime64 mapadd mapapply mapcontains mapcontainskey mapexists mapall mapfilter
  mapfromarrays mapkeys mappopulateseries mapsort mapreversesort mapsubtract mapupdate mapvalues map match materialize max max2 md5 mid millisecond microsecond min
  min2 minus minute mod modulo moduloorzero month monthname multifuzzymatchany multiif multimatchany multisearchany multisearchfirstindex multiply murmurhash3_64 negate
  ngramdistance ngramsearch normalizeutf8nfc normalizeutf8nfd normalizeutf8nfkc normalizeutf8nfkd normalizequery not notempty notequals notilike notin notlike now
  now64 nth_value ntile nullif numbers octet_length or and xor parsedatetime parsedatetime64 parsedatetime64bestefforts parsetimedelta percent_rank percentrank pi
  plus pointinpolygon position positioncaseinsensitive positioncaseinsensitiveutf8 positionutf8 pow power protocol quarter radians degrees rand rand32 rand64
  randcanonical randuniform rank range regexpextract regexpquotemeta removediacriticsutf8 repeat replace replaceall replaceone replaceregexpall replaceregexpone reverse
  reverseutf8 right rightpad rightpadutf8 rightutf8 round roundbankers roundage roundduration rounddown roundtoexp2 row_number rowcount rpad rtrim second sha1 sha224 sha256
  sha512 sign simplelinearregression sin sinh siphash64 siphash128 skewpop skewsamp soundex space sparkbar sqrt startswith startswithutf8 str_to_date str_to_map
  stddev_pop stddev_samp studentttest stringjaccardindex substr substring substringindex substringutf8 substringindexutf8 subtractdays subtracthours
  subtractminutes subtractmonths subtractquarters subtractseconds subtractweeks subtractyears sum tan tanh tgamma theilsu time timediff timeslot timeslots
  timestamp timestamp_add timestamp_sub timestampadd timestampdiff timestampsub timezone timezoneof timezoneoffset today tokens toplevel topleveldomain toyyyymm transform translate
  translateutf8 trim trimboth trimleft trimright trunc truncate tuple tupleconcat tupleelement tupledivide tuplehammingdistance tupleminus tuplemultiply tuplenegate tupleplus ucase unhex
  upper upperutf8 utctimestamp utc_timestamp var_pop var_samp version visitparamextractstring welchttest width_bucket widthbucket windowfunnel xxhash64 year yearweek
  yesterday yyyymmddtodate zeros addDays addHours addInterval addMinutes addMonths addQuarters addSeconds addWeeks addYears addDate subDate addMilliseconds addMicroseconds
  path pathfull queryString decodeurlcomponent encodeurlcomponent extracturlparameter extracturlparameternames extractall extractallgroups extractallgroupsvertical
  extractallgroupshorizontal extractgroups extracttextfromhtml splitbychar splitbystring splitbyregexp splitbywhitespace splitbynonalpha alphatokens ngrams
  format lowcardinalitykeys columns validatenestedarraysizes identity ignore
  decimal decimal32 decimal64 decimal128 decimal256 numeric dec nullable array lowcardinality fixedstring datetime datetime32 datetime64 enum enum8 enum16 nested varchar
  aggregatefunction simpleaggregatefunction char character varying variant dynamic json date32`
    .toLowerCase()
    .split(/\s+/),
);

/** Every function of ClickHouse with such a name only computes. */
const families =
  /^(to(?!tals$)[a-z0-9_]+|array[a-z0-9]+|json(extract|has|length|key|type|array|all|merge)[a-z0-9_]*|simplejson[a-z]+|bit(and|or|xor|not|count|shift|test|rotate|slice|hamming|map)[a-z0-9]*|tuple(to|mod|int)[a-z0-9]+|parsedatetime[a-z0-9]*|fromunixtimestamp[a-z0-9]*|is(valid)[a-z0-9]*|h3[a-z0-9]+|l[12p](norm|distance|squared)[a-z]*|cosinedistance|reinterpret[a-z0-9]*|accurate[a-z]+)$/;

const aggregates =
  /^(any|anyheavy|anylast|any_respect_nulls|argmax|argmin|avg|avgweighted|boundingratio|categoricalinformationvalue|contingency|corr|corrstable|count|covarpop|covarsamp|covar_pop|covar_samp|deltasum|entropy|exponentialmovingaverage|first_value|last_value|group(array|uniqarray|concat|bit(and|or|xor|map))[a-z]*|histogram|intervallengthsum|kurtpop|kurtsamp|mannwhitneyutest|max|maxmap|median[a-z0-9]*|min|minmap|quantiles?[a-z0-9]*|rankcorr|retention|sequence(count|match)|singlevalueornull|skewpop|skewsamp|stddev(pop|samp)(stable)?|stddev_(pop|samp)|sum|sumcount|sumkahan|summap|sumwithoverflow|topk|topkweighted|uniq[a-z0-9]*|var(pop|samp)(stable)?|var_(pop|samp)|windowfunnel)$/;
const combinator = /(if|array|distinct|ornull|ordefault|merge|state|foreach|map|resample|argmin|argmax|simplestate)$/;

/** `name` in lower case. */
export function isPure(name: string): boolean {
  if (names.has(name) || families.test(name)) return true;
  for (let base = name; ; ) {
    if (aggregates.test(base)) return true;
    const shorter = base.replace(combinator, '');
    if (shorter === base) return false;
    base = shorter;
  }
}

/** What may stand before a bracket and is no function. */
export const syntax = new Set(
  `all and any anti array as asc between by case cross cube desc distinct else end except exists filter final first fill from full global group
  grouping having ilike in inner intersect interpolate interval is join last left like limit not nulls offset on or order outer over partition
  prewhere qualify range recursive regexp right rollup row rows sample select semi sets some step then ties to union using values when where window
  with within asof preceding following unbounded current`.split(/\s+/),
);

/** Take a lambda, or a function by its name, before arrays. */
export const takesFunction =
  /^(array(map|filter|fill|reversefill|split|reversesplit|exists|all|first|firstindex|firstornull|last|lastindex|lastornull|count|sum|avg|min|max|product|cumsum|cumsumnonnegative|sort|reversesort|partialsort|partialreversesort|fold|compact|difference)|map(apply|filter|exists|all|sort|reversesort|partialsort|partialreversesort))$/;
