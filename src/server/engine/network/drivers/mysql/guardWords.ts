// What a statement that only reads may be made of: functions that look at their arguments and nothing else, and words with a bracket behind.
// Not here: how a statement is judged (guard.ts).

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const aggregates = words(`
  any_value avg bit_and bit_or bit_xor count cume_dist dense_rank first_value group_concat grouping json_arrayagg
  json_objectagg lag last_value lead max median min nth_value ntile percent_rank percentile_cont percentile_disc rank
  row_number std stddev stddev_pop stddev_samp sum var_pop var_samp variance`);

const numbers = words(`
  abs acos asin atan atan2 bit_count ceil ceiling conv cos cot crc32 degrees exp floor format greatest least ln log log10
  log2 mod pi pow power radians rand round sign sin sqrt tan truncate`);

const texts = words(`
  ascii bin bit_length char char_length character_length charset coercibility collation concat concat_ws convert elt
  export_set field find_in_set from_base64 hex insert instr lcase left length locate lower lpad ltrim make_set md5 mid
  oct octet_length ord position quote regexp_instr regexp_like regexp_replace regexp_substr repeat replace reverse right
  rpad rtrim sha sha1 sha2 soundex space strcmp substr substring substring_index to_base64 to_char trim ucase unhex upper
  weight_string`);

const dates = words(`
  adddate addtime convert_tz curdate current_date current_time current_timestamp curtime date date_add date_format
  date_sub datediff day dayname dayofmonth dayofweek dayofyear extract from_days from_unixtime get_format hour last_day
  localtime localtimestamp makedate maketime microsecond minute month monthname now period_add period_diff quarter
  sec_to_time second str_to_date subdate subtime sysdate time time_format time_to_sec timediff timestamp timestampadd
  timestampdiff to_days to_seconds unix_timestamp utc_date utc_time utc_timestamp week weekday weekofyear year yearweek`);

const json = words(`
  json_array json_array_append json_array_insert json_array_intersect json_array_length json_compact json_contains
  json_contains_path json_depth json_detailed json_equals json_exists json_extract json_insert json_key_value json_keys
  json_length json_loose json_merge json_merge_patch json_merge_preserve json_normalize json_object json_overlaps
  json_pretty json_query json_quote json_remove json_replace json_search json_set json_storage_size json_table json_type
  json_unquote json_valid json_value`);

const shapes = words(`
  st_area st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_buffer st_centroid st_contains st_crosses st_dimension
  st_disjoint st_distance st_distance_sphere st_envelope st_equals st_geometrytype st_geomfromtext st_intersects
  st_isempty st_isvalid st_latitude st_length st_longitude st_numpoints st_overlaps st_pointfromtext st_srid st_touches
  st_within st_x st_y point`);

const other = words(`
  bin_to_uuid cast coalesce database if ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa interval is_ipv4 is_ipv6 is_uuid
  isnull nullif nvl nvl2 schema uuid uuid_to_bin version`);

/** Lower-case names. None of them reads a file, waits, locks, sets or calls what somebody else wrote. */
export const readingFunctions: ReadonlySet<string> = new Set(
  [aggregates, numbers, texts, dates, json, shapes, other].flat(),
);

/** Words that are no functions, and may have a bracket behind them. */
export const bracketWords: ReadonlySet<string> = new Set(
  words(`
    against all and any as between binary by case char character columns cross datetime dec decimal distinct div double
    else except exists fixed float for force from group having ignore in index inner int integer intersect interval is
    join key lateral like limit match mod national nchar not nested numeric offset on or order outer over partition path
    real recursive regexp return rlike row rows select separator signed some sounds straight_join then time union
    unsigned use using values varbinary varchar when where window with within xor year`),
);

/**
 * Words that make a statement more than a SELECT. The server keeps each for itself, so that none can be the name of a column that
 * is not in backticks.
 */
export const writingWords: ReadonlySet<string> = new Set(
  words(`
    alter analyze call create delete describe drop explain grant insert into kill load lock optimize outfile procedure
    purge release rename replace resignal returning revoke set show signal trigger undo unlock update`),
);

/** What the server keeps about itself: logins, other people's statements. */
export const systemSchemas: ReadonlySet<string> = new Set(
  words('mysql information_schema performance_schema sys ndbinfo'),
);
