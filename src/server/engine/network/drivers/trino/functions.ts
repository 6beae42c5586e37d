// The functions of Trino that compute and reach nothing.
// Not here: where they may stand (guard.ts). What is not listed is refused: a function of a catalog or of a person is never listed.

const names = new Set(
  `abs acos all_match any_match any_value approx_distinct approx_most_frequent approx_percentile approx_set arbitrary array_agg array_distinct array_except array_first
  array_intersect array_join array_last array_max array_min array_position array_remove array_sort array_union arrays_overlap asin at_timezone atan atan2
  avg bar beta_cdf bit_count bitwise_and bitwise_and_agg bitwise_left_shift bitwise_not bitwise_or bitwise_or_agg bitwise_right_shift
  bitwise_right_shift_arithmetic bitwise_xor bitwise_xor_agg bool_and bool_or cardinality cast cbrt ceil ceiling char2hexint checksum chr coalesce
  codepoint color combinations concat concat_ws contains contains_sequence convex_hull_agg corr cos cosh cosine_distance cosine_similarity count
  count_if covar_pop covar_samp crc32 cume_dist current_timestamp current_time date date_add date_diff date_format date_parse date_trunc day day_of_month
  day_of_week day_of_year degrees dense_rank doy dow dot_product e element_at empty_approx_set euclidean_distance evaluate_classifier_predictions every exp
  extract filter first_value flatten floor format format_datetime format_number from_base from_base32 from_base64 from_base64url from_big_endian_32
  from_big_endian_64 from_encoded_polyline from_hex from_ieee754_32 from_ieee754_64 from_iso8601_date from_iso8601_timestamp from_iso8601_timestamp_nanos
  from_unixtime from_unixtime_nanos from_utf8 geometric_mean great_circle_distance greatest hamming_distance hash_counts histogram hour human_readable_seconds
  if index infinity intersection_cardinality inverse_beta_cdf inverse_normal_cdf is_finite is_infinite is_nan is_json_scalar json_array json_array_contains
  json_array_get json_array_length json_exists json_extract json_extract_scalar json_format json_object json_parse json_query json_size json_value jaccard_index
  kurtosis lag last_day_of_month last_value lead least length levenshtein_distance listagg ln localtime localtimestamp log log10 log2 lower lpad ltrim
  luhn_check map map_agg map_concat map_entries map_filter map_from_entries map_keys map_union map_values map_zip_with max max_by md5 merge
  millisecond min min_by minute mod month multimap_agg multimap_from_entries murmur3 nan ngrams none_match normal_cdf normalize now nth_value ntile nullif
  numeric_histogram parse_data_size parse_datetime parse_duration percent_rank pi position pow power qdigest_agg quantile_at_value quarter radians rand
  random rank reduce reduce_agg regexp_count regexp_extract regexp_extract_all regexp_like regexp_position regexp_replace regexp_split regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy render repeat replace reverse rgb round row_number rpad rtrim second sequence sha1 sha256
  sha512 shuffle sign simplify_geometry sin sinh skewness slice soundex spatial_partitioning split split_part split_to_map split_to_multimap spooky_hash_v2_32
  spooky_hash_v2_64 sqrt starts_with stddev stddev_pop stddev_samp strpos strrpos substr substring sum tan tanh tdigest_agg theta_sketch_union timezone timezone_hour
  timezone_minute to_base to_base32 to_base64 to_base64url to_big_endian_32 to_big_endian_64 to_char to_date to_timestamp to_hex to_ieee754_32 to_ieee754_64 to_iso8601
  to_milliseconds to_unixtime to_utf8 transform transform_keys transform_values translate trim trim_array truncate try try_cast typeof unnest upper url_decode
  url_encode url_extract_fragment url_extract_host url_extract_parameter url_extract_path url_extract_port url_extract_protocol url_extract_query uuid
  value_at_quantile values_at_quantiles var_pop var_samp variance version week week_of_year width_bucket wilson_interval_lower wilson_interval_upper with_timezone
  word_stem xxhash64 year year_of_week yow zip zip_with st_area st_asText st_contains st_distance st_intersects st_point st_within st_x st_y st_geometryFromText
  decimal varchar char character timestamp time interval array row double bigint integer smallint tinyint real boolean varbinary json numeric number`
    .toLowerCase()
    .split(/\s+/),
);

/** `name` in lower case. */
export function isPure(name: string): boolean {
  return names.has(name);
}

/** What may stand before a bracket and is no function. */
export const syntax = new Set(
  `after all and any as asc between by case cross cube desc define distinct else end escape except exists fetch filter first for from full group grouping groups having ignore
  in inner intersect is join json_table last lateral left like limit match_recognize measures natural not nulls offset on only or order outer over
  partition pattern preceding prior range recursive respect right rollup rows select sets skip some tablesample system bernoulli then ties to unbounded
  union using values when where window with within path columns nested passing array_of subset running final permute error empty overflow`.split(
    /\s+/,
  ),
);
